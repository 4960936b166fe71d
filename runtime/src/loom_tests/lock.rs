//! The spin lock and its hints.

use super::explore;
use crate::base::lock::SpinLock;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;

const NOTHING: u8 = 0b10;

/// Loom's cell behind the lock says so if two holders are not ordered.
#[test]
fn one_holder_at_a_time() {
    explore(3, || {
        let lock = Arc::new(SpinLock::bare(0));
        let other = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || *lock.lock() += 1)
        };
        for hint in [NOTHING, 0] {
            let mut count = lock.lock();
            *count += 1;
            count.release(hint);
        }
        other.join().unwrap();
        assert_eq!(*lock.lock(), 3);
    });
}

/// Who sees a hint, sees what was done before it was left.
#[test]
fn a_hint_tells_of_what_was_before() {
    explore(4, || {
        let shared = Arc::new((SpinLock::bare(()), UnsafeCell::new(0)));
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                // SAFETY: nobody reads it before the hint.
                shared.1.with_mut(|value| unsafe { *value = 1 });
                shared.0.lock().release(NOTHING);
            })
        };
        while !shared.0.hints_at(NOTHING) {
            thread::yield_now();
        }
        // SAFETY: the writer has left the hint.
        assert_eq!(shared.1.with(|value| unsafe { *value }), 1);
        other.join().unwrap();
    });
}

/// Who knows of a later holder does not see the hint of an earlier one, and nobody sees one while the lock is held.
#[test]
fn a_hint_is_gone_with_the_next_holder() {
    explore(4, || {
        let shared = Arc::new((SpinLock::bare(()), AtomicBool::new(false)));
        shared.0.lock().release(NOTHING);
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let guard = shared.0.lock();
                shared.1.store(true, Ordering::Release);
                drop(guard);
            })
        };
        if shared.1.load(Ordering::Acquire) {
            assert!(!shared.0.hints_at(NOTHING));
        }
        other.join().unwrap();
        assert!(!shared.0.hints_at(NOTHING));
    });
}
