use goroutines::go;

fn main() {
    let s = String::new();
    go!(|s.clone()| drop(s));
}
