#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for &(ref name, number) in &[("one", 1)] {
        let text = name.to_string();
        go!(|| println!("{text} {}", number));
        go!(|| println!("{:>1$}", "x", number));
    }
}
