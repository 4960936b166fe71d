use goroutines::go;

fn main() {
    let s = String::new();
    go!(|mut clone s| s.clear());
}
