use goroutines::{JoinHandle, go};

fn start() -> JoinHandle<u8> {
    go! { let n = 1; n }
}

fn main() {
    start();
}
