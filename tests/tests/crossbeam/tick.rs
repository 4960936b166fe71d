//! A channel that gets a message again and again.
//!
//! Covers crossbeam's `tick.rs`. Times are lower bounds only.

use goroutines::channel::{RecvTimeoutError, Select, TryRecvError, after, select, tick};
use goroutines_tests::{World, both, ms};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

// cb:tick.rs fire, recv, intervals; XB-06
fn ticks_come_at_their_times_and_not_early(_world: World) {
    let start = Instant::now();
    let ticker = tick(ms(15));
    let mut last = start;
    for number in 1..=5 {
        let fired = ticker.recv().unwrap();
        assert!(Instant::now() >= fired);
        assert!(fired - start >= ms(15 * number));
        assert!(fired > last);
        last = fired;
    }
}

// cb:tick.rs intervals, try_recv
fn a_slow_receiver_misses_ticks(world: World) {
    let start = Instant::now();
    let ticker = tick(ms(20));
    world.sleep(ms(110));
    let first = ticker.try_recv().unwrap();
    assert!(first - start >= ms(20));
    assert!(first - start < ms(60), "the message is that of the first tick");
    // Five ticks have passed; the next message is not one of them.
    let second = ticker.recv().unwrap();
    assert!(second - start >= ms(110), "missed ticks were queued");
}

// cb:tick.rs capacity, len_empty_full
fn it_has_room_for_one_message(world: World) {
    for wait in 0..10 {
        assert_eq!(tick(ms(wait)).capacity(), Some(1));
    }
    let ticker = tick(ms(1));
    world.sleep(ms(10));
    assert_eq!((ticker.len(), ticker.is_empty(), ticker.is_full()), (1, false, true));
    let far = tick(ms(1_000_000));
    assert_eq!((far.len(), far.is_empty(), far.is_full()), (0, true, false));
    assert_eq!(far.try_recv(), Err(TryRecvError::Empty));
}

// cb:tick.rs recv_timeout
fn waiting_for_it_can_time_out(_world: World) {
    let start = Instant::now();
    let far = tick(ms(1_000_000));
    assert_eq!(far.recv_timeout(ms(20)), Err(RecvTimeoutError::Timeout));
    assert!(start.elapsed() >= ms(20));
    let near = tick(ms(20));
    for number in 1..=3 {
        assert!(near.recv_timeout(ms(100_000)).unwrap() - start >= ms(20 + 20 * number));
    }
}

// cb:tick.rs recv_two
fn two_are_enough_for_two(world: World) {
    let (one, two) = (tick(ms(4)), tick(ms(4)));
    world.scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                for _ in 0..10 {
                    select! {
                        recv(one) -> fired => fired.unwrap(),
                        recv(two) -> fired => fired.unwrap(),
                    };
                }
            });
        }
    });
}

// cb:tick.rs recv_race
fn the_faster_one_wins(_world: World) {
    select! {
        recv(tick(ms(10))) -> _ => {}
        recv(tick(ms(100_000))) -> _ => panic!(),
    }
    select! {
        recv(tick(ms(100_000))) -> _ => panic!(),
        recv(tick(ms(10))) -> _ => {}
    }
}

// cb:tick.rs stress_default; TK-06
fn an_interval_of_nothing_is_always_ready(_world: World) {
    let ticker = tick(ms(0));
    for _ in 0..1_000 {
        select! {
            recv(ticker) -> _ => {}
            default => panic!(),
        }
    }
    select! {
        recv(tick(ms(100_000))) -> _ => panic!(),
        default => {}
    }
}

// cb:tick.rs select, ready
fn each_tick_goes_to_one_receiver(world: World) {
    for by_ready in [false, true] {
        let start = Instant::now();
        let hits = AtomicUsize::new(0);
        let ticker = tick(ms(10));
        world.scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    let end = after(ms(85));
                    let mut select = Select::new();
                    let one = select.recv(&ticker);
                    select.recv(&end);
                    loop {
                        let ticked = if by_ready {
                            if select.ready() == one {
                                ticker.try_recv().is_ok()
                            } else {
                                return;
                            }
                        } else {
                            let operation = select.select();
                            if operation.index() != one {
                                operation.recv(&end).unwrap();
                                return;
                            }
                            operation.recv(&ticker).is_ok()
                        };
                        hits.fetch_add(usize::from(ticked), Ordering::SeqCst);
                    }
                });
            }
        });
        let hits = hits.load(Ordering::SeqCst) as u128;
        assert!(hits >= 1 && hits <= start.elapsed().as_millis() / 10, "{hits} ticks in {:?}", start.elapsed());
    }
}

// cb:tick.rs fairness, fairness_duplicates
fn due_ones_are_chosen_fairly(_world: World) {
    const ROUNDS: usize = 1_000;
    let (one, two) = (tick(ms(0)), tick(ms(0)));
    let mut hits = [0; 2];
    let mut doubles = [0; 5];
    for _ in 0..ROUNDS {
        select! {
            recv(one) -> _ => hits[0] += 1,
            recv(two) -> _ => hits[1] += 1,
        }
        select! {
            recv(one) -> _ => doubles[0] += 1,
            recv(one) -> _ => doubles[1] += 1,
            recv(one) -> _ => doubles[2] += 1,
            recv(one) -> _ => doubles[3] += 1,
            recv(one) -> _ => doubles[4] += 1,
        }
    }
    assert!(hits.iter().all(|hit| *hit >= ROUNDS / 4), "{hits:?}");
    assert!(doubles.iter().all(|hit| *hit >= ROUNDS / 10), "{doubles:?}");
}

both!(
    ticks_come_at_their_times_and_not_early,
    a_slow_receiver_misses_ticks,
    it_has_room_for_one_message,
    waiting_for_it_can_time_out,
    two_are_enough_for_two,
    the_faster_one_wins,
    an_interval_of_nothing_is_always_ready,
    each_tick_goes_to_one_receiver,
    due_ones_are_chosen_fairly,
);
