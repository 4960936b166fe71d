use goroutines::prelude::*;

#[goroutine]
fn main() {
    go!(
        #[goroutine(deny(blocking_call))]
        std::thread::sleep(std::time::Duration::from_millis(1))
    );
}
