use goroutines::go;

fn main() {
    let mut s = String::new();
    go!(|ref mut s| s.clear());
}
