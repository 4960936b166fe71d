//! The sleeping barber: customers who find no chair leave at once.
#![deny(deprecated)]
#![deny(unused_must_use)]

use goroutines::prelude::*;
use goroutines::yield_now;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

struct Customer {
    number: usize,
    done: Sender<usize>,
}

#[goroutine]
fn barber(chairs: Receiver<Customer>) -> usize {
    let mut cut = 0;
    while let Ok(Customer { number, done }) = chairs.recv() {
        cut += 1;
        done.send(number).expect("the customer waits");
    }
    cut
}

#[goroutine]
fn main() {
    let (chairs, waiting) = chan(2);
    let turned_away = Arc::new(AtomicUsize::new(0));
    let barber = go!(barber(waiting));
    let customers: Vec<_> = (0..20)
        .map(|number| {
            go!(|clone chairs, turned_away = Arc::clone(&turned_away), number| {
                let (done, is_done) = chan(1);
                select! {
                    r = chairs <- Customer { number, done } => {
                        r.expect("the shop is open");
                        assert_eq!(is_done.recv(), Ok(number));
                    }
                    default => {
                        turned_away.fetch_add(1, Ordering::Relaxed);
                    }
                }
                yield_now();
            })
        })
        .collect();
    for customer in customers {
        customer.join().unwrap();
    }
    drop(chairs);
    assert_eq!(barber.join().unwrap() + turned_away.load(Ordering::Relaxed), 20);
}
