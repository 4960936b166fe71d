use goroutines::go;

fn start<T: std::fmt::Debug + 'static>(value: T) {
    go!(|value| println!("{value:?}"));
}

fn main() {
    start(1);
}
