use goroutines::prelude::*;

#[goroutine(deny(blocking_call))]
fn main() {
    go! {
        go! {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    };
}
