#![deny(deprecated)]

use goroutines::prelude::*;
// The built-in `test` would leave the functions out of a program.
use goroutines::goroutine as test;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

#[goroutine]
#[test]
fn waits_for_what_comes_after() {
    let (tx, rx) = chan(0);
    go!(|tx| {
        assert_eq!(1 + 1, 2);
        tx.send(1).unwrap();
    });
    assert_eq!(rx.recv(), Ok(1));
    let wg = WaitGroup::new();
    wg.add(1);
    go!(|wg = wg.clone()| {
        assert_eq!(1 + 1, 2);
        wg.done();
    });
    wg.wait();
    let (tx, rx) = chan(0);
    let sum = Arc::new(AtomicU32::new(0));
    go!(|sum = sum.clone()| {
        for v in rx {
            assert!(v < 3);
            sum.fetch_add(v, Ordering::Relaxed);
        }
    });
    for v in 0..3 {
        tx.send(v).unwrap();
    }
    drop(tx);
    while sum.load(Ordering::Relaxed) < 3 {
        goroutines::yield_now();
    }
}

#[goroutine]
#[test]
fn keeps_the_handles() {
    let handles: Vec<_> = (0..3).map(|i| go!(|i| assert!(i < 3))).collect();
    for handle in handles {
        handle.join().unwrap();
    }
    go!(|| assert!(true)).join().unwrap();
    select! {
        result = <-go!(|| assert!(true)) => result.unwrap(),
    }
}

/// No test.
#[goroutine]
fn start(sound: bool) {
    go! { assert!(sound); }
}

fn main() {
    waits_for_what_comes_after();
    keeps_the_handles();
    start(true);
}
