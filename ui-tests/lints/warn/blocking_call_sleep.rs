#![deny(deprecated)]

use goroutines::prelude::*;
use std::{thread, time::Duration};

#[goroutine]
fn main() {
    go! {
        thread::sleep(Duration::from_millis(1));
    };
}
