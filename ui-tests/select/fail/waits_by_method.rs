#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    select! {
        Some(v) = rx.recv() => {}
        v = rx.recv(), if armed => {}
        _ = rx.recv() => println!("{x}"),
        rx.recv() => {}
        Ok(v) = rx.recv().await => {}
        v = rx.recv() if armed => {}
        _ = self.handles[0].join() => {}
        _ = token.cancelled() => {}
    }
    println!("after");
}
