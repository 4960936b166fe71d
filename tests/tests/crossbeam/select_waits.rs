//! What a `select!` waits for, and what ends the wait.
//!
//! Covers crossbeam's `select_macro.rs`.

use goroutines::channel::{RecvError, SendError, TryRecvError, bounded, select, unbounded};
use goroutines_tests::{World, both, ms};
use std::time::Instant;

// cb:select_macro.rs smoke1, smoke2, preflight1
fn the_ready_arm_is_taken(_world: World) {
    let (tx1, rx1) = unbounded::<usize>();
    let (tx2, rx2) = unbounded::<usize>();
    tx1.send(1).unwrap();
    select! {
        recv(rx1) -> value => assert_eq!(value, Ok(1)),
        recv(rx2) -> _ => panic!(),
    }
    tx2.send(2).unwrap();
    select! {
        recv(rx1) -> _ => panic!(),
        recv(rx2) -> value => assert_eq!(value, Ok(2)),
    }
    let silent: Vec<_> = (0..4).map(|_| unbounded::<usize>()).collect();
    tx2.send(3).unwrap();
    select! {
        recv(silent[0].1) -> _ => panic!(),
        recv(silent[1].1) -> _ => panic!(),
        recv(rx2) -> value => assert_eq!(value, Ok(3)),
        recv(silent[2].1) -> _ => panic!(),
        recv(silent[3].1) -> _ => panic!(),
    }
}

// cb:select_macro.rs disconnected, default_when_disconnected, preflight2, preflight3
fn a_disconnected_channel_is_ready(world: World) {
    let (tx1, rx1) = unbounded::<i32>();
    let (_tx2, rx2) = unbounded::<i32>();
    world.scope(|s| {
        s.spawn(|| {
            world.sleep(ms(5));
            drop(tx1);
        });
        select! {
            recv(rx1) -> value => assert_eq!(value, Err(RecvError)),
            recv(rx2) -> _ => panic!(),
            default(ms(100_000)) => panic!(),
        }
    });
    select! {
        recv(rx1) -> value => assert_eq!(value, Err(RecvError)),
        recv(rx2) -> _ => panic!(),
        default => panic!(),
    }
    let (tx, _) = bounded(0);
    select! {
        send(tx, 3) -> sent => assert_eq!(sent, Err(SendError(3))),
        default => panic!(),
    }
    let (tx, rx) = unbounded();
    drop(tx.clone());
    tx.send(9).unwrap();
    drop(tx);
    select! { recv(rx) -> value => assert_eq!(value, Ok(9)) }
    select! { recv(rx) -> value => assert_eq!(value, Err(RecvError)) }
    assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
}

// cb:select_macro.rs default, try_recv, try_send
fn default_is_taken_when_nothing_is_ready(world: World) {
    let (tx, rx) = bounded::<i32>(0);
    select! {
        recv(rx) -> _ => panic!(),
        send(tx, 1) -> _ => panic!(),
        default => {}
    }
    world.scope(|s| {
        s.spawn(|| tx.send(7).unwrap());
        loop {
            select! {
                recv(rx) -> value => break assert_eq!(value, Ok(7)),
                default => world.yield_now(),
            }
        }
        s.spawn(|| assert_eq!(rx.recv(), Ok(8)));
        loop {
            select! {
                send(tx, 8) -> sent => break sent.unwrap(),
                default => world.yield_now(),
            }
        }
    });
}

// cb:select_macro.rs timeout, recv_timeout, send_timeout, default_only; SE-19
fn the_timeout_arm_runs_when_the_time_is_up_and_not_early(_world: World) {
    let (tx, rx) = bounded::<i32>(0);
    let start = Instant::now();
    select! {
        recv(rx) -> _ => panic!(),
        send(tx, 1) -> _ => panic!(),
        default(ms(20)) => {}
    }
    assert!(start.elapsed() >= ms(20));
    select! { default(ms(20)) => {} }
    assert!(start.elapsed() >= ms(40));
}

// cb:select_macro.rs unblocks, timeout, recv, send; SE-19
fn what_becomes_ready_in_time_is_taken(world: World) {
    let (tx1, rx1) = bounded(0);
    let (tx2, rx2) = bounded(0);
    world.scope(|s| {
        s.spawn(|| {
            world.sleep(ms(5));
            tx2.send(2).unwrap();
        });
        select! {
            recv(rx1) -> _ => panic!(),
            recv(rx2) -> value => assert_eq!(value, Ok(2)),
            default(ms(100_000)) => panic!(),
        }
        s.spawn(|| {
            world.sleep(ms(5));
            assert_eq!(rx1.recv(), Ok(1));
        });
        select! {
            send(tx1, 1) -> sent => sent.unwrap(),
            send(tx2, 2) -> _ => panic!(),
            default(ms(100_000)) => panic!(),
        }
    });
}

// cb:select_macro.rs both_ready
fn two_arms_are_served_one_after_the_other(world: World) {
    let (tx1, rx1) = bounded(0);
    let (tx2, rx2) = bounded(0);
    world.scope(|s| {
        s.spawn(|| {
            tx1.send(1).unwrap();
            assert_eq!(rx2.recv(), Ok(2));
        });
        for _ in 0..2 {
            select! {
                recv(rx1) -> value => assert_eq!(value, Ok(1)),
                send(tx2, 2) -> sent => sent.unwrap(),
            }
        }
    });
}

// cb:select_macro.rs loop_try; SE-20
fn loops_that_poll_end_when_they_are_told(world: World) {
    for _ in 0..20 {
        let (tx1, rx1) = bounded::<i32>(0);
        let (tx2, rx2) = bounded::<i32>(0);
        let (end_tx, end_rx) = bounded::<()>(0);
        world.scope(|s| {
            s.spawn(|| {
                loop {
                    select! {
                        send(tx1, 1) -> _ => break,
                        default => world.yield_now(),
                    }
                    select! {
                        recv(end_rx) -> _ => break,
                        default => {}
                    }
                }
            });
            s.spawn(|| {
                loop {
                    if let Ok(value) = rx2.try_recv() {
                        assert_eq!(value, 2);
                        break;
                    }
                    select! {
                        recv(end_rx) -> _ => return,
                        default => world.yield_now(),
                    }
                }
            });
            select! {
                recv(rx1) -> value => assert_eq!(value, Ok(1)),
                send(tx2, 2) -> sent => sent.unwrap(),
                default(ms(100_000)) => panic!(),
            }
            drop(end_tx);
        });
    }
}

// cb:select_macro.rs cloning1, cloning2
fn cloning_and_dropping_a_handle_wakes_nobody(world: World) {
    let (tx1, rx1) = unbounded::<i32>();
    let (_tx2, rx2) = unbounded::<i32>();
    let (go_tx, go_rx) = unbounded::<()>();
    world.scope(|s| {
        s.spawn(move || {
            go_rx.recv().unwrap();
            drop(tx1.clone());
            assert!(go_rx.try_recv().is_err(), "the other one went on");
            tx1.send(1).unwrap();
            go_rx.recv().unwrap();
        });
        go_tx.send(()).unwrap();
        select! {
            recv(rx1) -> value => assert_eq!(value, Ok(1)),
            recv(rx2) -> _ => panic!(),
        }
        go_tx.send(()).unwrap();
    });
}

// cb:select_macro.rs disconnect_wakes_sender, disconnect_wakes_receiver; SE-18
fn disconnecting_wakes_a_select(world: World) {
    let (tx1, rx1) = bounded::<()>(0);
    let (tx2, rx2) = bounded::<()>(0);
    world.scope(|s| {
        s.spawn(move || {
            select! { send(tx1, ()) -> sent => assert_eq!(sent, Err(SendError(()))) }
        });
        s.spawn(move || {
            select! { recv(rx2) -> value => assert_eq!(value, Err(RecvError)) }
        });
        world.sleep(ms(5));
        drop(rx1);
        drop(tx2);
    });
}

both!(
    the_ready_arm_is_taken,
    a_disconnected_channel_is_ready,
    default_is_taken_when_nothing_is_ready,
    the_timeout_arm_runs_when_the_time_is_up_and_not_early,
    what_becomes_ready_in_time_is_taken,
    two_arms_are_served_one_after_the_other,
    loops_that_poll_end_when_they_are_told,
    cloning_and_dropping_a_handle_wakes_nobody,
    disconnecting_wakes_a_select,
);
