#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (wake, woken) = chan(1);
    let (stop, stopped) = chan(0);
    go!(|wake = wake.clone()| {
        wake.send(()).unwrap();
        stop.send(()).unwrap();
    });
    let mut turns = 0;
    loop {
        select! {
            <-woken => turns += 1,
            <-stopped => break,
        }
    }
    wake.send(()).unwrap();
    assert!(turns <= 1);
}
