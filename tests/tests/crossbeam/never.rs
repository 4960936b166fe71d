//! A channel that never gets a message.
//!
//! Covers crossbeam's `never.rs`.

use goroutines::channel::{RecvTimeoutError, TryRecvError, never, select, tick, unbounded};
use goroutines_tests::{World, both, ms};
use std::time::Instant;

// cb:never.rs smoke; NI-02
fn default_is_taken(_world: World) {
    select! {
        recv(never::<i32>()) -> _ => panic!(),
        default => {}
    }
}

// cb:never.rs optional; NI-05
fn it_stands_for_a_channel_that_is_not_there(_world: World) {
    let (tx, rx) = unbounded();
    tx.send(1).unwrap();
    tx.send(2).unwrap();
    let mut source = Some(&rx);
    let nothing = never();
    select! {
        recv(source.unwrap_or(&nothing)) -> value => assert_eq!(value, Ok(1)),
        default => panic!(),
    }
    source = None;
    select! {
        recv(source.unwrap_or(&nothing)) -> _ => panic!(),
        default => {}
    }
    assert_eq!(rx.len(), 1);
}

// cb:never.rs tick_n; NI-05
fn it_stops_a_ticker_within_a_loop(_world: World) {
    let mut ticker = tick(ms(2));
    let mut steps = 0;
    loop {
        select! {
            recv(ticker) -> _ => steps += 1,
            default(ms(if steps == 10 { 20 } else { 100_000 })) => break,
        }
        if steps == 10 {
            ticker = never();
        }
    }
    assert_eq!(steps, 10);
}

// cb:never.rs capacity, len_empty_full; NI-07, NI-08
fn it_is_empty_and_full(_world: World) {
    let nothing = never::<i32>();
    assert_eq!(nothing.capacity(), Some(0));
    assert_eq!((nothing.len(), nothing.is_empty(), nothing.is_full()), (0, true, true));
}

// cb:never.rs try_recv, recv_timeout; NI-07
fn waiting_for_it_takes_all_the_time(_world: World) {
    let nothing = never::<i32>();
    assert_eq!(nothing.try_recv(), Err(TryRecvError::Empty));
    for _ in 0..2 {
        let start = Instant::now();
        assert_eq!(nothing.recv_timeout(ms(20)), Err(RecvTimeoutError::Timeout));
        assert!(start.elapsed() >= ms(20));
    }
    assert_eq!(nothing.try_iter().count(), 0);
}

both!(
    default_is_taken,
    it_stands_for_a_channel_that_is_not_there,
    it_stops_a_ticker_within_a_loop,
    it_is_empty_and_full,
    waiting_for_it_takes_all_the_time,
);
