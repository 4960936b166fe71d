//! Receiving by iterating.
//!
//! Covers crossbeam's `iter.rs`.

use goroutines::channel::{bounded, unbounded};
use goroutines_tests::{World, both};

// cb:iter.rs nested_recv_iter; CH-21
fn a_loop_ends_with_the_channel(world: World) {
    let (tx, rx) = bounded(0);
    let (total_tx, total_rx) = bounded(0);
    world.scope(|s| {
        s.spawn(move || {
            let mut total = 0;
            for value in rx.iter() {
                total += value;
            }
            total_tx.send(total).unwrap();
        });
        for value in [3, 1, 2] {
            tx.send(value).unwrap();
        }
        drop(tx);
        assert_eq!(total_rx.recv(), Ok(6));
    });
}

// cb:iter.rs recv_iter_break
fn a_loop_may_be_left(world: World) {
    let (tx, rx) = unbounded();
    let (count_tx, count_rx) = unbounded();
    world.scope(|s| {
        s.spawn(move || {
            let count = rx.iter().take_while(|value| *value < 3).count();
            count_tx.send(count).unwrap();
        });
        for value in [2, 2, 2, 3] {
            tx.send(value).unwrap();
        }
        assert_eq!(count_rx.recv(), Ok(3));
        let _ = tx.send(2);
    });
}

// cb:iter.rs recv_try_iter
fn trying_does_not_wait(world: World) {
    let (ask, asked) = unbounded();
    let (answer, answers) = unbounded();
    world.scope(|s| {
        s.spawn(move || {
            let mut count = 0;
            while count < 6 {
                count += answers.try_iter().sum::<i32>();
                ask.send(()).unwrap();
                // Nothing here parks, so nothing else would let a goroutine of the same worker run.
                world.yield_now();
            }
        });
        for () in asked.iter() {
            if answer.send(2).is_err() {
                break;
            }
        }
    });
}

// cb:iter.rs recv_into_iter_owned, recv_into_iter_borrowed
fn receivers_are_iterators(_world: World) {
    let (tx, rx) = unbounded();
    tx.send(1).unwrap();
    tx.send(2).unwrap();
    drop(tx);
    let mut borrowed = (&rx).into_iter();
    assert_eq!(borrowed.next(), Some(1));
    let mut owned = rx.into_iter();
    assert_eq!(owned.next(), Some(2));
    assert_eq!(owned.next(), None);
    assert_eq!(owned.next(), None, "it stays at its end");
}

both!(a_loop_ends_with_the_channel, a_loop_may_be_left, trying_does_not_wait, receivers_are_iterators);
