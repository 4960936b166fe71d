#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::RwLock;
use goroutines::time::Ticker;
use std::time::Duration;

#[goroutine]
fn main() {
    let table = RwLock::new(vec![1]);
    _ = table.write();
    let _ = Ticker::new(Duration::from_secs(1));
}
