use goroutines::go;

fn main() {
    let _ = 1;
}

pub fn start<T: 'static>(work: impl Fn() -> T + Send + 'static) {
    go!(work());
}
