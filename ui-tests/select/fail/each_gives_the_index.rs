#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    select! { r = each [&tx, &tx] <- 1 => r.unwrap() }
    select! { v = <-each [&rx, &rx] => { let v: i32 = v.unwrap(); } }
    println!("after");
}
