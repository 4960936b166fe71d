//! Values whose destructors panic, where several are dropped at a time: the first panic goes on, the others are leaked, and
//! the process lives. XB-08.

#![forbid(unsafe_code)]

use goroutines::channel;
use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::sync::{ErrGroup, Pool};
use goroutines::{goroutine_local, select};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Panics when it is dropped, with its number.
struct Bomb(u32);

impl Drop for Bomb {
    fn drop(&mut self) {
        panic_any(self.0);
    }
}

#[track_caller]
fn panics_with(number: u32, f: impl FnOnce()) {
    let payload = catch_unwind(AssertUnwindSafe(f)).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&number));
}

#[test]
fn what_a_channel_holds_when_its_last_receiver_goes() {
    for make in [|| channel::bounded(3), channel::unbounded] {
        let (tx, rx) = make();
        (1..=3).for_each(|n| tx.send(Bomb(n)).unwrap_or_else(|_| unreachable!()));
        tx.close();
        panics_with(1, || drop(rx));
        assert!(tx.is_empty());

        // In goroutines, and while a sender waits: its value comes back to it.
        let (tx, rx) = make();
        (1..=3).for_each(|n| tx.send(Bomb(n)).unwrap_or_else(|_| unreachable!()));
        let handle = go!(|rx| drop(rx));
        assert_eq!(handle.join().unwrap_err().downcast_ref(), Some(&1_u32));
        let refused = tx.send(Bomb(4)).unwrap_err();
        panics_with(4, || drop(refused));
    }
}

/// The values of a channel whose receiver is a value of a channel.
#[test]
fn what_a_channel_in_a_channel_holds() {
    let (outer, receiver) = chan(2);
    for n in [10, 20] {
        let (tx, rx) = chan(2);
        (1..=2).for_each(|m| tx.send(Bomb(n + m)).unwrap_or_else(|_| unreachable!()));
        outer.send(rx).unwrap_or_else(|_| unreachable!());
    }
    panics_with(11, || drop(receiver));
}

#[test]
fn what_an_iterator_leaves_behind() {
    let (tx, rx) = chan(3);
    (1..=3).for_each(|n| tx.send(Bomb(n)).unwrap_or_else(|_| unreachable!()));
    let mut values = rx.into_iter();
    std::mem::forget(values.next());
    panics_with(2, move || drop(values));
}

#[test]
fn what_a_pool_keeps() {
    let pool = Arc::new(Pool::new(|| Bomb(0)));
    // On several workers, so on several shelves.
    scope(|s| {
        for n in 1..=4 {
            let pool = &pool;
            s.spawn(move || (0..2).for_each(|_| pool.put(Bomb(n))));
        }
    });
    let pool = Arc::into_inner(pool).unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| drop(pool))).is_err());
}

#[test]
fn the_values_of_a_chain_of_contexts() {
    struct Other(#[expect(dead_code, reason = "it is only dropped")] Bomb);
    // Nobody else holds any of them.
    let ctx = {
        let (ctx, cancel) = Context::background().with_value(Bomb(1)).with_value(Other(Bomb(2))).with_cancel();
        drop(cancel);
        ctx.with_value(Bomb(3))
    };
    panics_with(3, || drop(ctx));
}

/// Functions that nothing can start any more, as their context is gone.
#[test]
fn the_functions_that_wait_for_a_context() {
    let (ctx, cancel) = Context::background().with_value(Bomb(9)).with_cancel();
    for n in 1..=3 {
        let bomb = Bomb(n);
        drop(ctx.after_func(move || drop(bomb)));
    }
    drop(cancel);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(ctx))).is_err());
}

/// All are dropped here, because each destructor runs on its own; the first panic is how the goroutine ends.
#[test]
fn the_local_values_of_a_goroutine() {
    static DROPPED: AtomicUsize = AtomicUsize::new(0);
    struct Counted(u32);
    impl Drop for Counted {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Ordering::Relaxed);
            panic_any(self.0);
        }
    }
    goroutine_local! {
        static FIRST: Counted = Counted(1);
        static SECOND: Counted = Counted(2);
    }
    let handle = go!(|| FIRST.with(|first| first.0) + SECOND.with(|second| second.0));
    assert_eq!(handle.join().unwrap_err().downcast_ref(), Some(&2_u32), "the youngest goes first");
    assert_eq!(DROPPED.load(Ordering::Relaxed), 2);
}

#[test]
fn the_errors_of_a_group() {
    #[derive(Debug)]
    struct Failed(u32);
    impl Drop for Failed {
        fn drop(&mut self) {
            panic_any(self.0);
        }
    }
    let group = ErrGroup::<Failed>::new();
    for n in 1..=3 {
        group.go(move || Err(Failed(n)));
    }
    let first = group.wait().unwrap_err();
    std::mem::forget(first);
}

#[test]
fn the_value_of_a_select_whose_receiver_is_gone() {
    let (tx, rx) = chan(0);
    drop(rx);
    panics_with(5, || select! { sent = tx <- Bomb(5) => drop(sent) });
}
