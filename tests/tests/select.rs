//! What `select!` evaluates, and when; in Go's dialect. Go's `select*.go`, written anew.

#![forbid(unsafe_code)]

use goroutines::channel::{RecvError, SendError, never};
use goroutines::prelude::*;
use goroutines_tests::{World, both, ms};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

// SE-01 [D], SE-03; test/chan/select5.go: channels in source order, the value of the chosen arm only
fn channels_are_evaluated_in_order_and_values_when_chosen(_world: World) {
    let log = RefCell::new(Vec::new());
    let note = |what: &'static str| log.borrow_mut().push(what);
    let (full, full_rx) = chan(1);
    full.send(0).unwrap();
    let (open, open_rx) = chan(1);
    let (_empty_tx, empty) = chan::<i32>(1);
    select! {
        full <- { note("value of full"); 1 } => note("body of full"),
        _ = <-{ note("empty"); &empty } => note("body of empty"),
        { note("open"); &open } <- { note("value of open"); 2 } => note("body of open"),
    }
    assert_eq!(log.take(), ["empty", "open", "value of open", "body of open"]);
    assert_eq!((full_rx.len(), open_rx.recv()), (1, Ok(2)));

    select! {
        full <- { note("value of full"); 1 } => note("body of full"),
        _ = <-{ note("empty"); &empty } => note("body of empty"),
        default => note("default"),
    }
    assert_eq!(log.take(), ["empty", "default"]);
}

// SE-02: as for channels; values are not evaluated before
fn a_panic_in_a_channel_expression_propagates_although_default_would_run(_world: World) {
    fn no_channel() -> Receiver<i32> {
        panic!("no channel")
    }
    let payload = catch_unwind(|| {
        select! {
            _ = <-no_channel() => {}
            default => {}
        }
    })
    .unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"no channel"));
}

// A panic in the value's expression gives back what the arm was granted.
fn a_panic_in_the_value_gives_the_peer_back(world: World) {
    fn no_value() -> i32 {
        panic!("no value")
    }
    for capacity in [0, 1] {
        let (tx, rx) = chan(capacity);
        world.scope(|s| {
            s.spawn(|| assert_eq!(rx.recv(), Ok(5)));
            for _ in 0..10 {
                let panicked = catch_unwind(AssertUnwindSafe(|| {
                    select! { tx <- no_value() => {} }
                }));
                assert_eq!(panicked.unwrap_err().downcast_ref(), Some(&"no value"));
            }
            tx.send(5).unwrap();
        });
    }
}

// SE-20: leaving the select in the value's expression gives the peer back too
fn leaving_in_the_value_gives_the_peer_back(world: World) {
    fn leave(tx: &Sender<i32>) -> Result<(), &'static str> {
        let missing: Option<i32> = None;
        select! { tx <- missing.ok_or("nothing to send")? => {} }
        Ok(())
    }
    let (tx, rx) = chan(0);
    world.scope(|s| {
        s.spawn(|| assert_eq!(rx.recv(), Ok(5)));
        for _ in 0..10 {
            assert_eq!(leave(&tx), Err("nothing to send"));
            let nothing: Option<i32> = None;
            loop {
                select! { tx <- match nothing { Some(value) => value, None => break } => {} }
            }
        }
        tx.send(5).unwrap();
    });
}

// SE-13; test/chan/select4.go, select7.go
fn one_arm_is_the_plain_operation(world: World) {
    for sending in 0..3 {
        for receiving in 0..3 {
            let (tx, rx) = chan(0);
            world.scope(|s| {
                s.spawn(|| match sending {
                    0 => tx.send(1).unwrap(),
                    1 => select! { tx <- 1 => {} },
                    _ => select! { r = tx <- 1 => r.unwrap(), _ = <-never::<()>() => {} },
                });
                let value = match receiving {
                    0 => rx.recv(),
                    1 => select! { v = <-rx => v },
                    _ => select! { v = <-rx => v, _ = <-never::<()>() => Err(RecvError) },
                };
                assert_eq!(value, Ok(1));
            });
        }
    }
}

// SE-14, SE-15
fn default_may_stand_anywhere_and_alone(_world: World) {
    let (tx, rx) = chan::<i32>(0);
    let taken = [
        select! { default => 1, _ = <-rx => 0, tx <- 1 => 0 },
        select! { _ = <-rx => 0, default => 1, tx <- 1 => 0 },
        select! { _ = <-rx => 0, tx <- 1 => 0, default => 1 },
        select! { default => 1 },
    ];
    assert_eq!(taken, [1; 4]);
}

// SE-18
fn closing_any_channel_wakes_a_select_once(world: World) {
    for closed in 0..4 {
        let channels: Vec<_> = (0..4).map(|_| chan::<i32>(0)).collect();
        world.scope(|s| {
            let waiting = s.spawn(|| {
                select! {
                    v = <-channels[0].1 => (0, v.is_err()),
                    v = <-channels[1].1 => (1, v.is_err()),
                    r = channels[2].0 <- 7 => (2, r == Err(SendError(7))),
                    r = channels[3].0 <- 7 => (3, r == Err(SendError(7))),
                }
            });
            world.sleep(ms(2));
            assert!(!waiting.is_finished());
            channels[closed].0.close();
            assert_eq!(waiting.join().unwrap(), (closed, true));
        });
    }
}

// SE-19
fn a_timeout_does_not_come_early(_world: World) {
    let start = Instant::now();
    let fired = select! {
        _ = <-never::<i32>() => None,
        at = <-goroutines::channel::after(ms(20)) => at.ok(),
    };
    assert!(fired.unwrap() - start >= ms(20));
    assert!(start.elapsed() >= ms(20));
}

// SE-20
fn bodies_may_break_continue_return_and_ask(_world: World) {
    fn first_even(rx: &Receiver<i32>) -> Result<i32, RecvError> {
        loop {
            select! {
                value = <-rx => {
                    let value = value?;
                    if value % 2 == 1 {
                        continue;
                    }
                    return Ok(value);
                }
            }
        }
    }
    let (tx, rx) = chan(5);
    [1, 3, 4, 5].into_iter().for_each(|value| tx.send(value).unwrap());
    assert_eq!(first_even(&rx), Ok(4));
    let mut values = Vec::new();
    loop {
        select! {
            value = <-rx => values.push(value),
            default => break,
        }
    }
    assert_eq!(values, [Ok(5)]);
    tx.close();
    assert_eq!(first_even(&rx), Err(RecvError));
    let mut rounds = 0;
    'outer: loop {
        rounds += 1;
        for inner in 0.. {
            select! {
                _ = <-rx if rounds == 3 => break 'outer,
                default => if inner == 2 { continue 'outer },
            }
        }
    }
    assert_eq!(rounds, 3);
}

// A let-else arm.
fn an_arm_may_have_an_else(_world: World) {
    let (tx, rx) = chan(3);
    [Some(1), Some(2), None].into_iter().for_each(|value| tx.send(value).unwrap());
    let mut sum = 0;
    loop {
        select! {
            Ok(Some(value)) = <-rx else { break } => sum += value,
        }
    }
    assert_eq!(sum, 3);
    tx.close();
    let closed = select! { Ok(_) = <-rx else { return } => true };
    assert!(!closed, "the else is taken");
}

// SE-21
#[derive(Debug, PartialEq)]
struct Owned(String);

fn values_and_results_may_be_anything(_world: World) {
    let (tx, rx) = chan(2);
    let owned = Owned("moved once".to_owned());
    select! {
        tx <- owned => {}
    }
    let got: Owned = select! {
        value = <-&rx => value.unwrap(),
        _ = <-Box::new(never::<()>()) => unreachable!(),
        default => panic!(),
    };
    assert_eq!(got, Owned("moved once".to_owned()));
    let number: i32 = select! {
        default => match select! { default => 3 } {
            3 => 4,
            _ => unreachable!(),
        }
    };
    assert_eq!(number, 4);
}

// SE-23: more arms than crossbeam's macro takes
fn forty_arms_are_not_too_many(_world: World) {
    let c: Vec<_> = (0..40).map(|_| chan::<usize>(1)).collect();
    for wanted in 0..40 {
        c[wanted].0.send(wanted).unwrap();
        let got = select! {
            v = <-c[0].1 => v, v = <-c[1].1 => v, v = <-c[2].1 => v, v = <-c[3].1 => v, v = <-c[4].1 => v,
            v = <-c[5].1 => v, v = <-c[6].1 => v, v = <-c[7].1 => v, v = <-c[8].1 => v, v = <-c[9].1 => v,
            v = <-c[10].1 => v, v = <-c[11].1 => v, v = <-c[12].1 => v, v = <-c[13].1 => v, v = <-c[14].1 => v,
            v = <-c[15].1 => v, v = <-c[16].1 => v, v = <-c[17].1 => v, v = <-c[18].1 => v, v = <-c[19].1 => v,
            v = <-c[20].1 => v, v = <-c[21].1 => v, v = <-c[22].1 => v, v = <-c[23].1 => v, v = <-c[24].1 => v,
            v = <-c[25].1 => v, v = <-c[26].1 => v, v = <-c[27].1 => v, v = <-c[28].1 => v, v = <-c[29].1 => v,
            v = <-c[30].1 => v, v = <-c[31].1 => v, v = <-c[32].1 => v, v = <-c[33].1 => v, v = <-c[34].1 => v,
            v = <-c[35].1 => v, v = <-c[36].1 => v, v = <-c[37].1 => v, v = <-c[38].1 => v, v = <-c[39].1 => v,
        };
        assert_eq!(got, Ok(wanted));
    }
}

// SE-28
fn a_thread_and_a_goroutine_meet(world: World) {
    let (tx, rx) = chan(0);
    let (back_tx, back) = chan(0);
    // The other kind of the two.
    let other = match world {
        World::Threads => World::Goroutines,
        World::Goroutines => World::Threads,
    };
    let echo = move || {
        for value in &rx {
            select! { back_tx <- value => {} }
        }
    };
    if other == World::Threads {
        std::thread::spawn(echo);
    } else {
        go!(|echo| echo());
    }
    for value in 0..500 {
        select! { tx <- value => {}, _ = <-back => panic!("nothing to answer") }
        assert_eq!(select! { v = <-back => v, default(ms(100_000)) => panic!() }, Ok(value));
    }
    tx.close();
    assert_eq!(back.recv(), Err(RecvError));
}

both!(
    channels_are_evaluated_in_order_and_values_when_chosen,
    a_panic_in_a_channel_expression_propagates_although_default_would_run,
    a_panic_in_the_value_gives_the_peer_back,
    leaving_in_the_value_gives_the_peer_back,
    one_arm_is_the_plain_operation,
    default_may_stand_anywhere_and_alone,
    closing_any_channel_wakes_a_select_once,
    a_timeout_does_not_come_early,
    bodies_may_break_continue_return_and_ask,
    an_arm_may_have_an_else,
    values_and_results_may_be_anything,
    forty_arms_are_not_too_many,
    a_thread_and_a_goroutine_meet,
);
