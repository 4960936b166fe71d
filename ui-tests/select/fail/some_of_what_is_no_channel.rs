#![allow(unused)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (_done, quit) = chan::<i32>(0);
    let armed = true;
    let (mut x, mut y) = (0, 0);
    let n = 1;
    select! { Some(s) = <-go!(|| 1) => {} }
    select! { (i, Some(v)) = <-each vec![go!(|| 1)] => {} }
    select! { Some(v) = <-n => {} }
    println!("after");
}
