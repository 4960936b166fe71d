//! Waiting for a limited time.
//!
//! Covers crossbeam's `array.rs`, `list.rs` and `zero.rs`. Times are lower bounds only.

use goroutines::channel::{
    Receiver, RecvTimeoutError, SendTimeoutError, Sender, TryRecvError, TrySendError, bounded, unbounded,
};
use goroutines_tests::{World, both, ms};
use std::time::{Duration, Instant};

fn flavors() -> Vec<(Sender<usize>, Receiver<usize>)> {
    vec![bounded(0), bounded(1), bounded(3), unbounded()]
}

// cb:array.rs, list.rs, zero.rs recv_timeout; CH-27
fn receiving_times_out_not_early(_world: World) {
    for (tx, rx) in flavors() {
        let start = Instant::now();
        assert_eq!(rx.recv_timeout(ms(30)), Err(RecvTimeoutError::Timeout));
        assert!(start.elapsed() >= ms(30));
        let deadline = Instant::now() + ms(20);
        assert_eq!(rx.recv_deadline(deadline), Err(RecvTimeoutError::Timeout));
        assert!(Instant::now() >= deadline);
        drop(tx);
        assert_eq!(rx.recv_timeout(ms(1_000_000)), Err(RecvTimeoutError::Disconnected));
    }
}

// cb:array.rs, zero.rs send_timeout; CH-27
fn sending_times_out_not_early_and_gives_the_value_back(_world: World) {
    for capacity in 0..3 {
        let (tx, rx) = bounded(capacity);
        for number in 0..capacity {
            assert_eq!(tx.send_timeout(number, ms(1_000_000)), Ok(()));
        }
        let start = Instant::now();
        assert_eq!(tx.send_timeout(77, ms(30)), Err(SendTimeoutError::Timeout(77)));
        assert!(start.elapsed() >= ms(30));
        let deadline = Instant::now() + ms(20);
        assert_eq!(tx.send_deadline(78, deadline), Err(SendTimeoutError::Timeout(78)));
        assert!(Instant::now() >= deadline);
        assert_eq!(rx.try_iter().collect::<Vec<_>>(), (0..capacity).collect::<Vec<_>>());
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty), "a value that timed out is not in the channel");
    }
}

// cb:array.rs send_timeout_nonfull_expired, list.rs recv_timeout_nonempty_expired; CH-27
fn what_is_possible_is_done_after_the_deadline_too(_world: World) {
    let past = Instant::now();
    let (tx, rx) = bounded(1);
    assert_eq!(tx.send_deadline(1, past), Ok(()));
    assert_eq!(tx.send_timeout(2, ms(0)), Err(SendTimeoutError::Timeout(2)));
    assert_eq!(rx.recv_deadline(past), Ok(1));
    assert_eq!(rx.recv_timeout(ms(0)), Err(RecvTimeoutError::Timeout));
    let (tx, rx) = unbounded();
    assert_eq!(tx.send_timeout(3, ms(0)), Ok(()));
    assert_eq!(rx.recv_timeout(ms(0)), Ok(3));
}

fn a_timeout_longer_than_time_itself_waits(world: World) {
    let (tx, rx) = bounded(0);
    world.scope(|s| {
        s.spawn(|| assert_eq!(rx.recv_timeout(Duration::MAX), Ok(5)));
        assert_eq!(tx.send_timeout(5, Duration::MAX), Ok(()));
    });
}

// cb:array.rs, list.rs, zero.rs recv_timeout (the second half)
fn a_value_within_the_time_is_received(world: World) {
    for (tx, rx) in flavors() {
        world.scope(|s| {
            s.spawn(|| {
                world.sleep(ms(10));
                tx.send_timeout(3, ms(60_000)).unwrap();
            });
            assert_eq!(rx.recv_timeout(ms(60_000)), Ok(3));
        });
    }
}

// cb:zero.rs try_recv, try_send
fn try_operations_meet_a_blocked_peer(world: World) {
    let (tx, rx) = bounded(0);
    world.scope(|s| {
        s.spawn(|| tx.send(7).unwrap());
        let got = loop {
            match rx.try_recv() {
                Ok(value) => break value,
                Err(error) => assert_eq!(error, TryRecvError::Empty),
            }
            world.yield_now();
        };
        assert_eq!(got, 7);

        s.spawn(|| assert_eq!(rx.recv(), Ok(8)));
        while let Err(error) = tx.try_send(8) {
            assert_eq!(error, TrySendError::Full(8));
            world.yield_now();
        }
    });
}

// cb:array.rs, list.rs, zero.rs stress_timeout_two_threads; CH-27
fn timeouts_lose_and_repeat_nothing(world: World) {
    const COUNT: usize = 60;
    for (tx, rx) in flavors() {
        world.scope(|s| {
            s.spawn(|| {
                for number in 0..COUNT {
                    if number % 2 == 0 {
                        world.sleep(ms(3));
                    }
                    while tx.send_timeout(number, ms(1)).is_err() {}
                }
            });
            for number in 0..COUNT {
                if number % 3 == 0 {
                    world.sleep(ms(3));
                }
                let got = loop {
                    if let Ok(value) = rx.recv_timeout(ms(1)) {
                        break value;
                    }
                };
                assert_eq!(got, number);
            }
        });
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    }
}

both!(
    receiving_times_out_not_early,
    sending_times_out_not_early_and_gives_the_value_back,
    what_is_possible_is_done_after_the_deadline_too,
    a_timeout_longer_than_time_itself_waits,
    a_value_within_the_time_is_received,
    try_operations_meet_a_blocked_peer,
    timeouts_lose_and_repeat_nothing,
);
