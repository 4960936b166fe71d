//! Channels in the destructors of thread-locals.
//!
//! Covers crossbeam's `thread_locals.rs`. On threads only: goroutines have none of their own.

use goroutines::channel::{bounded, select, unbounded};
use goroutines_tests::{ms, watch};
use std::thread;

struct BlocksWhenDropped;

impl Drop for BlocksWhenDropped {
    fn drop(&mut self) {
        let (_tx, rx) = unbounded::<()>();
        select! {
            recv(rx) -> _ => {}
            default(ms(5)) => {}
        }
        // One that really waits for another thread.
        let (tx, rx) = bounded(0);
        thread::scope(|s| {
            s.spawn(|| tx.send(1).unwrap());
            assert_eq!(rx.recv(), Ok(1));
        });
    }
}

thread_local! {
    static LOCAL: BlocksWhenDropped = const { BlocksWhenDropped };
}

// cb:thread_locals.rs use_while_exiting
#[test]
fn a_thread_may_block_while_its_locals_are_destroyed() {
    let _watch = watch("a_thread_may_block_while_its_locals_are_destroyed");
    let (tx, rx) = unbounded::<()>();
    let exiting = thread::spawn(move || {
        LOCAL.with(|_| ());
        rx.recv().unwrap();
    });
    tx.send(()).unwrap();
    exiting.join().unwrap();
}
