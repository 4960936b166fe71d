#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    select! {
        _ = tx.send(1) => {}
        r = tx.send(x + y) => {}
        tx.send(1) => {}
        Err(e) = tx.send(1).await => {}
        _ = tx.send(1), if armed => {}
    }
    println!("after");
}
