#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    select! { Some(1) = <-rx => {} }
    select! { Some(1 | 2) = <-quit if armed => {} }
    select! { Some(1) | Some(2) = <-rx.clone() => {} }
    println!("after");
}
