#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    let n: i32 = select! { v = rx.recv() => 1 };
    select! { v = rx.recv() => return, <-quit => return };
    select! { rx => {} }
    loop { select! { v = rx => {} default => { break } } }
    select! { v = rx.recv() => {} default => panic!("{n}") }
    println!("after");
}
