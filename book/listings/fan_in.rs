//! Receives from two channels until both are closed: an arm whose channel is `None` is never ready.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (small, small_rx) = chan(0);
    let (large, large_rx) = chan(0);
    go! {
        for n in [1, 2, 3] { small.send(n).unwrap(); }
    }
    go! {
        for n in [100, 200, 300] { large.send(n).unwrap(); }
    }

    let (mut a, mut b) = (Some(small_rx), Some(large_rx));
    let mut sum = 0;
    while a.is_some() || b.is_some() {
        select! {
            n = <-a => match n {
                Ok(n) => sum += n,
                Err(_) => a = None,
            },
            n = <-b => match n {
                Ok(n) => sum += n,
                Err(_) => b = None,
            },
        }
    }
    println!("{sum}");
}
