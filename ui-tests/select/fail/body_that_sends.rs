#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    select! {
        v = <-rx => tx <- 1,
        <-quit => <-rx,
    }
    println!("after");
}
