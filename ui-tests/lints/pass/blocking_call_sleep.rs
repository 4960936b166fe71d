#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::{self, Duration};

#[goroutine]
fn main() {
    go! {
        time::sleep(Duration::from_millis(1));
    };
}
