#![deny(deprecated)]

use goroutines::prelude::*;

type Jobs = Receiver<u32>;

#[goroutine]
fn serve(jobs: Jobs, stopped: Receiver<()>) {
    let mut count = 0;
    loop {
        select! {
            <-jobs => count += 1,
            <-stopped => return println!("{count}"),
        }
    }
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let (stop, stopped) = chan(0);
    go!(serve(rx, stopped));
    tx.send(1).unwrap();
    drop(tx);
    stop.send(()).unwrap();
}
