#![deny(deprecated)]

use goroutines::prelude::*;

struct Server {
    jobs: Receiver<u32>,
    stopped: Receiver<()>,
    count: u32,
}

impl Server {
    #[goroutine]
    fn serve(mut self) {
        loop {
            select! {
                <-self.jobs => self.count += 1,
                <-self.stopped => return println!("{}", self.count),
            }
        }
    }
}

#[goroutine]
fn main() {
    let (tx, jobs) = chan(0);
    let (stop, stopped) = chan(0);
    go!(Server { jobs, stopped, count: 0 }.serve());
    tx.send(1).unwrap();
    drop(tx);
    stop.send(()).unwrap();
}
