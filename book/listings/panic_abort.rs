//! A panic in any goroutine ends the program, as in Go.

use goroutines::prelude::*;

#[goroutine(panic = "abort")]
fn main() {
    let handle = go!(
        #[goroutine(name = "divider")]
        divide(1, 0)
    );
    let _ = handle.join();
    println!("this is never printed");
}

fn divide(a: i32, b: i32) -> i32 {
    a / b
}
