use goroutines::go;

fn main() {
    let _ = 1;
}

pub fn start<T: 'static>(values: Vec<T>) {
    go!(drop(values));
}
