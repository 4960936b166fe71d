#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        go!(drop(i));
        go!(i.to_string());
    }
}
