//! A token bucket, and clients that are refused when it is empty.
#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::{Duration, Ticker};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

struct Bucket {
    tokens: Receiver<()>,
    refills: AtomicU32,
}

#[goroutine]
fn refill(tokens: Sender<()>, stop: Receiver<()>) -> u32 {
    let ticker = Ticker::new(Duration::from_millis(1));
    let mut refills = 0;
    loop {
        select! {
            <-ticker => {
                select! {
                    tokens <- () => refills += 1,
                    default => {}
                }
            }
            <-stop => break refills,
        }
    }
}

impl Bucket {
    fn try_take(&self) -> bool {
        select! {
            Ok(()) = <-self.tokens else { return false } => {
                self.refills.fetch_add(1, Relaxed);
                true
            }
            default => false,
        }
    }

    #[goroutine]
    fn take(&self, limit: Duration) -> Result<(), &'static str> {
        select! {
            r = <-self.tokens => r.map_err(|_| "closed"),
            default(limit) => Err("late"),
        }
    }
}

#[goroutine]
fn main() {
    let (tokens, rx) = chan(3);
    let (_stop, stopped) = chan(0);
    for _ in 0..3 {
        tokens.send(()).unwrap();
    }
    let filler = go!(refill(tokens, stopped));
    let bucket = Bucket { tokens: rx, refills: AtomicU32::new(0) };
    let mut refused = 0;
    let mut granted = 0;
    while granted < 3 {
        if bucket.try_take() {
            granted += 1;
        } else {
            refused += 1;
            goroutines::yield_now();
        }
    }
    assert!(bucket.take(Duration::from_secs(30)).is_ok());
    drop(_stop);
    let refills = filler.join().unwrap();
    assert!(refills >= 1);
    let mut left = 0;
    loop {
        match bucket.take(Duration::from_secs(30)) {
            Ok(()) => left += 1,
            Err(_) => break,
        }
    }
    assert_eq!(granted + 1 + left, 3 + refills);
    assert_eq!(bucket.refills.load(Relaxed), 3);
    let _ = refused;
}
