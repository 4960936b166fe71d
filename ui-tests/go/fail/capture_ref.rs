use goroutines::go;

fn main() {
    let s = String::new();
    go!(|ref s| print(s));
}

fn print(_: &str) {}
