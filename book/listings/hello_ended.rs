//! The program ends before its goroutine has said anything.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
fn main() {
    go! {
        sleep(Duration::from_secs(10));
        println!("hello from goroutine");
    }
    println!("hello from main");
}
