use goroutines::go;

fn start() -> u8 {
    go! { let n = 1; n }
}

fn main() {
    start();
}
