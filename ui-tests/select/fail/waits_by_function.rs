#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    select! {
        v = recv(rx) => {}
        v = send(tx, 1) => {}
        _ = goroutines::time::sleep(Duration::from_secs(1)) => {}
        _ = after(Duration::from_secs(1)) => {}
        after(Duration::from_secs(1)) => {}
    }
    println!("after");
}
