#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (_tx, rx) = chan::<i32>(1);
    loop {
        if let Ok(v) = rx.try_recv() {
            println!("{v}");
        }
    }
}
