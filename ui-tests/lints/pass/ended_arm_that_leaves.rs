#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, jobs) = chan(0);
    go!(|| tx.send(1).unwrap());
    let (_quit, stopped) = chan::<()>(0);
    let mut count = 0;
    loop {
        select! {
            Ok(_) = <-jobs else { break } => count += 1,
            <-stopped => break,
        }
    }
    assert_eq!(count, 1);
    let (done, finished) = chan(0);
    for number in 0..2 {
        go!(|done = done.clone(), number| done.send(number).unwrap());
    }
    drop(done);
    let mut ended = 0;
    loop {
        select! {
            <-finished => ended += 1,
            <-stopped => break,
        }
        if ended == 2 {
            break;
        }
    }
    while ended < 3 {
        select! {
            <-finished => ended += 1,
            <-stopped => return,
        }
    }
    for _ in 0..2 {
        select! {
            <-finished => ended += 1,
            <-stopped => return,
        }
    }
    assert_eq!(ended, 5);
}
