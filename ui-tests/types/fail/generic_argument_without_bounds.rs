use goroutines::go;

fn main() {
    let _ = 1;
}

pub fn start<T>(value: T) {
    go!(|value| drop(value));
}
