#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    select! { (1, v) = <-each [&rx, &rx] => {} }
    select! { (i, Some(1)) = <-each [&rx, &rx] => {} }
    select! { 0 = each [&tx, &tx] <- 1 => {} }
    println!("after");
}
