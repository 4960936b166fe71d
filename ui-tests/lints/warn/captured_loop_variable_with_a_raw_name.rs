#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for r#type in 0..3 {
        go! {
            println!("{type}");
        }
    }
}
