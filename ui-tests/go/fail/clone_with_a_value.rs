use goroutines::go;

fn main() {
    let s = String::new();
    go!(|clone s = s| drop(s));
}
