#![deny(deprecated)]

use goroutines::prelude::*;

struct Request(u32);

impl Request {
    fn with_timeout(&self, seconds: u32) -> Self {
        Self(self.0 + seconds)
    }

    fn with_deadline(&self, seconds: u32) -> Self {
        Self(self.0 + seconds)
    }

    fn split(&self) -> (u32, u32) {
        (self.0, 0)
    }
}

#[goroutine]
fn main() {
    let request = Request(0).with_timeout(3);
    let _ = request.with_timeout(5);
    let _ = Request(1).with_deadline(2).with_timeout(7);
    let (first, _) = request.split();
    assert_eq!(first, 3);
}
