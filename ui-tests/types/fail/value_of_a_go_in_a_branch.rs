use goroutines::{JoinHandle, go};

fn start(now: bool) -> JoinHandle<u8> {
    if now {
        go! { let n = 1; n }
    } else {
        go! { let n = "1"; n }
    }
}

fn main() {
    start(true);
}
