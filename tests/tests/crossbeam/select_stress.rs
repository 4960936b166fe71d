//! Selects that meet each other, under load.
//!
//! Covers crossbeam's `select_macro.rs`.

use goroutines::channel::{Receiver, Sender, TryRecvError, bounded, select, unbounded};
use goroutines_tests::{World, both, ms, sized};

// cb:select_macro.rs stress_recv, stress_send, stress_mixed
fn receiving_and_sending_arms_alternate(world: World) {
    let count = sized(4_000);
    let (tx1, rx1) = unbounded();
    let (tx2, rx2) = bounded(5);
    let (tx3, rx3) = bounded(0);
    world.scope(|s| {
        s.spawn(|| {
            for number in 0..count {
                tx1.send(number).unwrap();
                rx3.recv().unwrap();
                tx2.send(number).unwrap();
                rx3.recv().unwrap();
            }
        });
        for number in 0..count {
            for _ in 0..2 {
                select! {
                    recv(rx1) -> value => assert_eq!(value, Ok(number)),
                    recv(rx2) -> value => assert_eq!(value, Ok(number)),
                }
                tx3.send(()).unwrap();
            }
        }
    });
    let (tx1, rx1) = bounded(0);
    let (tx2, rx2) = bounded(0);
    let (tx3, rx3) = bounded(100);
    world.scope(|s| {
        s.spawn(|| {
            for number in 0..count {
                tx1.send(number).unwrap();
                assert_eq!(rx2.recv(), Ok(number));
                rx3.recv().unwrap();
            }
        });
        for number in 0..count {
            for _ in 0..2 {
                select! {
                    recv(rx1) -> value => assert_eq!(value, Ok(number)),
                    send(tx2, number) -> sent => sent.unwrap(),
                }
            }
            tx3.send(()).unwrap();
        }
    });
}

// cb:select_macro.rs stress_timeout_two_threads; SE-19
fn timeouts_on_both_sides_lose_nothing(world: World) {
    const COUNT: usize = 60;
    let (tx, rx) = bounded(2);
    world.scope(|s| {
        s.spawn(|| {
            for number in 0..COUNT {
                if number % 2 == 0 {
                    world.sleep(ms(2));
                }
                loop {
                    select! {
                        send(tx, number) -> sent => break sent.unwrap(),
                        default(ms(1)) => {}
                    }
                }
            }
        });
        for number in 0..COUNT {
            if number % 3 == 0 {
                world.sleep(ms(3));
            }
            loop {
                select! {
                    recv(rx) -> value => break assert_eq!(value, Ok(number)),
                    default(ms(1)) => {}
                }
            }
        }
    });
}

// cb:select_macro.rs send_recv_same_channel; SE-08
fn a_select_does_not_meet_itself(_world: World) {
    let (tx, rx) = bounded::<i32>(0);
    for _ in 0..100 {
        select! {
            send(tx, 0) -> _ => panic!(),
            recv(rx) -> _ => panic!(),
            default => {}
        }
    }
    select! {
        recv(rx) -> _ => panic!(),
        send(tx, 0) -> _ => panic!(),
        default(ms(10)) => {}
    }
}

// cb:select_macro.rs matching, matching_with_leftover; SE-08, SE-09
fn selects_pair_off(world: World) {
    const MEMBERS: usize = 44;
    for leftover in [0, 1] {
        for _ in 0..sized(40) {
            let (tx, rx) = &bounded::<usize>(0);
            world.scope(|s| {
                for number in 0..MEMBERS + leftover {
                    s.spawn(move || {
                        select! {
                            recv(rx) -> value => assert_ne!(value, Ok(number)),
                            send(tx, number) -> sent => sent.unwrap(),
                        }
                    });
                }
                for _ in 0..leftover {
                    tx.send(usize::MAX).unwrap();
                }
            });
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
        }
    }
}

// cb:select_macro.rs channel_through_channel; CH-16
fn channels_go_through_selects(world: World) {
    struct Link(Receiver<Link>);
    for capacity in 0..3 {
        let (tx, rx) = bounded(capacity);
        world.scope(|s| {
            s.spawn(move || {
                let mut tx: Sender<Link> = tx;
                for _ in 0..1_000 {
                    let (next_tx, next_rx) = bounded(capacity);
                    select! { send(tx, Link(next_rx)) -> sent => assert!(sent.is_ok()) }
                    tx = next_tx;
                }
            });
            let mut rx: Receiver<Link> = rx;
            for _ in 0..1_000 {
                rx = select! { recv(rx) -> link => link.unwrap().0 };
            }
        });
    }
}

// cb:select_macro.rs linearizable_default, linearizable_timeout; SE-10
fn default_is_not_taken_when_some_arm_was_ready_all_along(world: World) {
    for with_timeout in [false, true] {
        for ((tx1, rx1), (tx2, rx2)) in [(bounded(1), bounded(1)), (unbounded(), unbounded())] {
            let (start_tx, start_rx) = bounded::<()>(0);
            let (end_tx, end_rx) = bounded::<()>(0);
            world.scope(|s| {
                s.spawn(|| {
                    for _ in 0..sized(10_000) {
                        start_tx.send(()).unwrap();
                        tx1.send(1).unwrap();
                        if with_timeout {
                            select! {
                                recv(rx1) -> value => assert!(value.is_ok()),
                                recv(rx2) -> value => assert!(value.is_ok()),
                                default(ms(0)) => unreachable!(),
                            }
                        } else {
                            select! {
                                recv(rx1) -> value => assert!(value.is_ok()),
                                recv(rx2) -> value => assert!(value.is_ok()),
                                default => unreachable!(),
                            }
                        }
                        end_tx.send(()).unwrap();
                        let _ = rx2.try_recv();
                    }
                });
                for _ in 0..sized(10_000) {
                    start_rx.recv().unwrap();
                    tx2.send(1).unwrap();
                    let _ = rx1.try_recv();
                    end_rx.recv().unwrap();
                }
            });
        }
    }
}

both!(
    receiving_and_sending_arms_alternate,
    timeouts_on_both_sides_lose_nothing,
    a_select_does_not_meet_itself,
    selects_pair_off,
    channels_go_through_selects,
    default_is_not_taken_when_some_arm_was_ready_all_along,
);
