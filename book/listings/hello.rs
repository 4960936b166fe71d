//! A goroutine says hello.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
fn main() {
    go!(say_hello("goroutine"));
    say_hello("main");
    sleep(Duration::from_millis(10));
}

fn say_hello(who: &str) {
    println!("hello from {who}");
}
