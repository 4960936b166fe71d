#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    _ = go!(|| Box::pin(async { 1 }));
    let handle = go!(|n = 2| if n > 1 { async { 1 } } else { panic!() });
    drop(handle);
}
