#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::Mutex;

#[goroutine]
fn main() {
    let total = Mutex::new(0);
    loop {
        let Some(mut guard) = total.try_lock() else { continue };
        *guard += 1;
        break;
    }
}
