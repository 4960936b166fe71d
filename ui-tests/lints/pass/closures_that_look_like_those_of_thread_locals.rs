#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::goroutine_local;
use std::cell::Cell;

/// A lock, say.
struct Shared;

impl Shared {
    fn with<R>(&self, run: impl FnOnce(&u32) -> R) -> R {
        run(&1)
    }
}

static SHARED: Shared = Shared;

thread_local! {
    static LOG: std::sync::mpsc::Sender<u32> = std::sync::mpsc::channel().0;
    static LENGTH: Cell<usize> = const { Cell::new(0) };
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(4);
    SHARED.with(|value| tx.send(*value).unwrap());
    // The sender of std, which never waits.
    LOG.with(|log| _ = log.send(1));
    LENGTH.with(|length| {
        // Somewhere else.
        go!(|rx = rx.clone()| println!("{:?}", rx.recv()));
        length.set(1);
    });
    LENGTH.with(|_| {
        select! {
            v = <-rx => println!("{v:?}"),
            default => {}
        }
    });
    {
        goroutine_local! {
            static LENGTH: Cell<usize> = Cell::new(0);
        }
        LENGTH.with(|length| length.set(tx.send(1).map_or(0, |()| 1)));
    }
}
