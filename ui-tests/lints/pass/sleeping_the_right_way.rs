#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::{self, Duration};

#[goroutine]
fn main() {
    time::sleep(Duration::from_millis(1));
    goroutines::time::sleep(Duration::from_millis(1));
    go!(time::sleep(Duration::from_millis(1)));
}
