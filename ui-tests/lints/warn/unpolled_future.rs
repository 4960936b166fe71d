#![deny(deprecated)]

use goroutines::prelude::*;

fn main() {
    go!(|| async { println!("never") });
    let n = 3;
    go! {
        println!("this, yes");
        async move { println!("{n}, never") }
    };
}
