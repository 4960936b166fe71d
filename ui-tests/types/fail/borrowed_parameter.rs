use goroutines::go;

fn start(data: &[i32]) {
    go!(|data| println!("{data:?}"));
}

fn main() {
    start(&[1]);
}
