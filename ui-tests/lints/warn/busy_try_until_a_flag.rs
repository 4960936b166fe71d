#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let stop = Arc::new(AtomicBool::new(false));
    let worker = go!(|stop = stop.clone()| {
        while !stop.load(Ordering::Relaxed) {
            if let Ok(v) = rx.try_recv() {
                println!("{v}");
            }
        }
    });
    tx.send(1).unwrap();
    stop.store(true, Ordering::Relaxed);
    worker.join().unwrap();
}
