#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    let mut a = [1, 2];
    select! {
        v = <-rx => { a[0], a[1] = a[1], a[0]; }
        <-quit => { v, ok := m[k]; }
        tx <- 1 => { if armed { x, y = y, x } }
    }
    println!("after");
}
