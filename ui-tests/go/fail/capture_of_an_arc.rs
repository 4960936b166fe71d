use goroutines::go;

fn main() {
    let s = std::sync::Arc::new(1);
    go!(|Arc::clone(&s)| drop(s));
}
