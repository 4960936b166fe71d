#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    select! { tx <- 1, if armed => {} }
    select! { recv(rx) -> v, if armed => {} }
    select! { v = <-rx if armed, x == 0 => {} }
    select! { v = <-rx, armed => {} }
    select! { v = <-rx, !armed => {} <-quit => {} }
    println!("after");
}
