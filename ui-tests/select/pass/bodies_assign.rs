//! A body may assign to the channels of all arms, whether they have temporaries, guards and lists beside them or not.

#![deny(warnings)]

use goroutines::channel::{never, never_sender};
use goroutines::context::Context;
use goroutines::{Receiver, Sender, chan, select};

struct Peer {
    tx: Sender<u8>,
    rx: Receiver<u8>,
    all: Vec<Receiver<u8>>,
}

impl Peer {
    fn swap(&mut self) -> bool {
        (self.tx, self.rx) = chan(1);
        true
    }
}

fn main() {
    let mut peer = Peer { tx: never_sender(), rx: never(), all: Vec::new() };
    let ctx = Context::background();
    for round in 0..4 {
        let mut turns = 0;
        while turns < 3 {
            match round {
                0 => select! {
                    peer.tx <- 1 => turns += 1,
                    v = <-peer.rx => { let _ = v; peer.swap(); turns += 1 }
                    default => { peer.swap(); }
                },
                1 => select! {
                    peer.tx <- 1 => { peer.swap(); turns += 1 }
                    v = <-peer.rx => { let _ = v; peer.swap(); turns += 1 }
                    <-ctx.done() => peer = Peer { tx: never_sender(), rx: never(), all: Vec::new() },
                    default => assert!(peer.swap()),
                },
                2 => select! {
                    v = <-peer.rx if peer.swap() => { let _ = v; peer.swap(); }
                    peer.tx <- 1 if turns != 1 => { peer.swap(); turns += 1 }
                    <-ctx.clone().done() if turns == 7 => peer.all.clear(),
                    default => { peer.swap(); turns += 1 }
                },
                _ => select! {
                    i = each [peer.tx.clone(), peer.tx.clone()] <- 1 => { peer.swap(); turns += 1 + i / 2 }
                    <-each peer.all => { peer.all.clear(); turns += 1 }
                    v = <-peer.rx => { let _ = v; peer.all.push(never()); turns += 1 }
                    default => { peer.swap(); }
                },
            }
        }
    }
}
