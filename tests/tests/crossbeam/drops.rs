//! Each value is dropped exactly once.
//!
//! Covers crossbeam's `array.rs`, `list.rs` and `zero.rs`.

use goroutines::channel::{Receiver, Sender, bounded, select, unbounded};
use goroutines_tests::tally::{Tally, Token};
use goroutines_tests::{World, both, ms, sized};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

fn flavors() -> Vec<(Sender<Token>, Receiver<Token>)> {
    vec![bounded(0), bounded(1), bounded(50), unbounded()]
}

// cb:array.rs, list.rs, zero.rs drops; CH-25
fn received_and_left_over_values_are_dropped_once(world: World) {
    for runs in 0..sized(80) {
        for (tx, rx) in flavors() {
            let tally = Tally::new();
            let steps = runs * 13 % 200;
            world.scope(|s| {
                s.spawn(|| (0..steps).for_each(|_| drop(rx.recv().unwrap())));
                s.spawn(|| (0..steps).for_each(|_| tx.send(tally.token()).unwrap()));
            });
            assert_eq!(tally.dropped(), steps);
            let left = (0..runs % 40).filter(|_| tx.try_send(tally.token()).is_ok()).count();
            let refused = runs % 40 - left;
            assert_eq!(tally.dropped(), steps + refused);
            drop(tx);
            drop(rx);
            assert_eq!(tally.dropped(), steps + refused + left);
        }
    }
}

// cb:array.rs drop_unreceived; CL-14
fn the_last_receiver_takes_what_is_buffered_with_it(_world: World) {
    for (tx, rx) in [bounded(4), unbounded()] {
        let tally = Tally::new();
        for _ in 0..3 {
            tx.send(tally.token()).unwrap();
        }
        let other = rx.clone();
        drop(rx);
        assert_eq!(tally.dropped(), 0);
        drop(other);
        assert_eq!(tally.dropped(), 3, "the sender is still there, the values are not");
        assert_eq!(tx.len(), 0);
    }
}

// CH-25: refused, timed out, and given back to a blocked sender
fn values_that_come_back_are_dropped_by_their_owner(world: World) {
    let tally = Tally::new();
    let (tx, rx) = bounded(0);
    drop(tx.try_send(tally.token()));
    assert_eq!(tally.dropped(), 1);
    drop(tx.send_timeout(tally.token(), ms(1)));
    assert_eq!(tally.dropped(), 2);
    world.scope(|s| {
        let blocked: Vec<_> = (0..3).map(|_| s.spawn(|| tx.send(tally.token()).unwrap_err().into_inner())).collect();
        world.sleep(ms(5));
        assert!(tx.close());
        let back: Vec<Token> = blocked.into_iter().map(|sender| sender.join().unwrap()).collect();
        assert_eq!(tally.dropped(), 2);
        drop(back);
        assert_eq!(tally.dropped(), 5);
    });
    drop(rx);
    assert_eq!(tally.dropped(), 5);
}

struct Bomb<'a> {
    dropped: &'a AtomicUsize,
    armed: bool,
}

impl Drop for Bomb<'_> {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::SeqCst);
        if self.armed {
            panic!("first drop");
        }
    }
}

// cb:array.rs panic_on_drop; XB-08. What is behind the value whose drop panics is leaked: a second panic would end the
// process.
fn the_first_panic_in_a_values_drop_goes_on_and_the_rest_leaks(_world: World) {
    // More than a block of the buffer has.
    for (capacity, values) in [(Some(3), 3), (None, 3), (None, 1_000), (Some(100_000), 1_000)] {
        let counts: Vec<_> = (0..values).map(|_| AtomicUsize::new(0)).collect();
        let (tx, rx) = capacity.map_or_else(unbounded, bounded);
        for dropped in &counts {
            tx.send(Bomb { dropped, armed: true }).unwrap();
        }
        let payload = catch_unwind(AssertUnwindSafe(|| drop(rx))).unwrap_err();
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"first drop"));
        assert_eq!(counts[0].load(Ordering::SeqCst), 1);
        assert!(counts[1..].iter().all(|count| count.load(Ordering::SeqCst) == 0));
        let refused = catch_unwind(AssertUnwindSafe(|| {
            let refused = tx.send(Bomb { dropped: &counts[1], armed: false });
            assert!(refused.is_err(), "the channel has lost its last receiver all the same");
        }));
        assert!(refused.is_ok());
    }
}

// cb:array.rs, list.rs, zero.rs recv_in_send; XB-01
fn a_value_is_evaluated_for_the_chosen_arm_only(world: World) {
    let (tx, _rx) = bounded(1);
    tx.send(0).unwrap();
    let evaluated = AtomicUsize::new(0);
    let count = || evaluated.fetch_add(1, Ordering::SeqCst);
    select! {
        send(tx, count()) -> _ => unreachable!(),
        default => {}
    }
    assert_eq!(evaluated.load(Ordering::SeqCst), 0);

    // The value's expression may use the channel itself.
    let (tx, rx) = bounded(2);
    tx.send(()).unwrap();
    select! { send(tx, assert_eq!(rx.recv(), Ok(()))) -> sent => sent.unwrap() }
    assert_eq!(rx.len(), 1);

    let (tx, rx) = unbounded();
    tx.send(()).unwrap();
    select! { send(tx, assert_eq!(rx.recv(), Ok(()))) -> sent => sent.unwrap() }
    assert_eq!(rx.len(), 1);

    // The peer is held while the expression waits for somebody else.
    let (tx, rx) = bounded(0);
    let (begun_tx, begun_rx) = bounded(0);
    world.scope(|s| {
        s.spawn(|| assert_eq!(rx.recv(), Ok(6)));
        s.spawn(|| {
            begun_rx.recv().unwrap();
            tx.send(5).unwrap();
        });
        let one_more = || {
            begun_tx.send(()).unwrap();
            rx.recv().unwrap() + 1
        };
        select! { send(tx, one_more()) -> sent => sent.unwrap() }
    });
}

// cb:list.rs stack_overflow; CH-26. An unoptimized build copies a value several times on its way.
fn a_large_value_goes_through_a_small_stack(world: World) {
    const SIZE: usize = if cfg!(debug_assertions) { 8 << 10 } else { 32 << 10 };
    let (tx, rx) = unbounded();
    tx.send([7u8; SIZE]).unwrap();
    world.scope(|s| {
        s.spawn(|| {
            for _ in 0..40 {
                tx.send([7u8; SIZE]).unwrap();
            }
            assert_eq!(rx.recv().unwrap()[0], 7);
        });
        for _ in 0..40 {
            assert_eq!(rx.recv().unwrap()[SIZE - 1], 7);
        }
    });
    assert_eq!(rx.try_iter().count(), 0);
}

both!(
    received_and_left_over_values_are_dropped_once,
    the_last_receiver_takes_what_is_buffered_with_it,
    values_that_come_back_are_dropped_by_their_owner,
    the_first_panic_in_a_values_drop_goes_on_and_the_rest_leaks,
    a_value_is_evaluated_for_the_chosen_arm_only,
    a_large_value_goes_through_a_small_stack,
);
