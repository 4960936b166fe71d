//! Everybody waits for somebody.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (ping, pinged) = chan::<()>(0);
    let (pong, ponged) = chan::<()>(0);
    go!(
        #[goroutine(name = "pinger")]
        |ponged| {
            ponged.recv().unwrap();
            ping.send(()).unwrap();
        }
    );
    go!(
        #[goroutine(name = "ponger")]
        |pinged| {
            pinged.recv().unwrap();
            pong.send(()).unwrap();
        }
    );
    select! {}
}
