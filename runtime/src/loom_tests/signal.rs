//! The flag behind a waker: raised against waited for.

use super::explore;
use super::rendezvous::site;
use crate::future::Signal;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;

/// What `block_on` does with a future that is ready once `ready` is set.
fn wait_for(ready: &AtomicBool, signal: &Signal) {
    while !ready.load(Ordering::Acquire) {
        signal.wait(site());
    }
}

/// Whatever comes first, the poll or the wake-up, the waiter ends.
#[test]
fn a_wake_up_is_not_lost() {
    explore(3, || {
        let shared = Arc::new((AtomicBool::new(false), Signal::new()));
        let waker = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                shared.0.store(true, Ordering::Release);
                shared.1.raise();
            })
        };
        wait_for(&shared.0, &shared.1);
        waker.join().unwrap();
    });
}

/// A wake-up for nothing, and one that counts; in either order, and at the same time.
#[test]
fn two_wake_ups_do_not_hide_each_other() {
    explore(2, || {
        let shared = Arc::new((AtomicBool::new(false), Signal::new()));
        let wakers: Vec<_> = [false, true]
            .into_iter()
            .map(|counts| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    if counts {
                        shared.0.store(true, Ordering::Release);
                    }
                    shared.1.raise();
                })
            })
            .collect();
        wait_for(&shared.0, &shared.1);
        for waker in wakers {
            waker.join().unwrap();
        }
    });
}
