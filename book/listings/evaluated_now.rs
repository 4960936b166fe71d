//! When the pieces of a `go!` are evaluated.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    println!("before");
    let call = go!(show(number()));
    println!("between");
    let body = go!(|| show(number()));
    call.join().unwrap();
    body.join().unwrap();
}

fn number() -> i32 {
    println!("number() runs");
    7
}

fn show(_number: i32) {}
