//! Whether two handles lead to one channel.
//!
//! Covers crossbeam's `same_channel.rs`.

use goroutines::channel::{Receiver, after, at, bounded, never, tick, unbounded};
use goroutines_tests::{World, both, ms};
use std::time::Instant;

// cb:same_channel.rs array_, list_, zero_same_channel
fn clones_lead_to_the_same_channel(_world: World) {
    for open in [|| bounded::<i32>(0), || bounded(1), unbounded] {
        let (tx, rx) = open();
        assert!(tx.same_channel(&tx) && tx.same_channel(&tx.clone()));
        assert!(rx.same_channel(&rx) && rx.same_channel(&rx.clone()));
        let (other_tx, other_rx) = open();
        assert!(!tx.same_channel(&other_tx) && !rx.same_channel(&other_rx));
    }
}

// cb:same_channel.rs after_, tick_same_channel
fn each_clock_is_a_channel_of_its_own(_world: World) {
    let now = Instant::now();
    for make in [|_| after(ms(50)), at, |_| tick(ms(50))] as [fn(Instant) -> Receiver<Instant>; 3] {
        let one = make(now);
        assert!(one.same_channel(&one) && one.same_channel(&one.clone()));
        assert!(!one.same_channel(&make(now)));
    }
}

// cb:same_channel.rs never_same_channel; NI-07
fn there_is_one_never(_world: World) {
    assert!(never::<i32>().same_channel(&never()));
    let nothing = never::<i32>();
    assert!(nothing.same_channel(&nothing.clone()));
}

// cb:same_channel.rs different_flavors_same_channel
fn kinds_are_told_apart(_world: World) {
    let (tx1, rx1) = bounded::<Instant>(0);
    let (tx2, rx2) = unbounded::<Instant>();
    let (_tx3, rx3) = bounded::<Instant>(1);
    assert!(!tx1.same_channel(&tx2));
    let all = [rx1, rx2, rx3, never(), after(ms(1)), tick(ms(1))];
    for (i, one) in all.iter().enumerate() {
        for (k, other) in all.iter().enumerate() {
            assert_eq!(one.same_channel(other), i == k);
        }
    }
}

both!(clones_lead_to_the_same_channel, each_clock_is_a_channel_of_its_own, there_is_one_never, kinds_are_told_apart);
