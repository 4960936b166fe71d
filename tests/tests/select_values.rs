//! A value that an arm of a `select!` sends is there for whoever comes after, unless that arm was chosen; and the
//! temporaries of the channel expressions.

#![forbid(unsafe_code)]
#![expect(clippy::match_single_binding, reason = "a channel expression may be a match")]

use goroutines::channel::never;
use goroutines::prelude::*;
use goroutines_tests::{World, both};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

/// A value that cannot be copied.
#[derive(Debug, PartialEq)]
struct Job(u8);

fn send_or_give_back(tx: &Sender<Job>, quit: &Receiver<()>, job: Job) -> Result<(), Job> {
    select! {
        tx <- job => Ok(()),
        <-quit => Err(job),
    }
}

// XB-01: the value is not moved unless its arm is chosen
fn another_arm_has_the_value(_world: World) {
    let (tx, rx) = chan(1);
    let (quit, quitting) = chan(1);
    assert_eq!(send_or_give_back(&tx, &quitting, Job(1)), Ok(()));
    quit.send(()).unwrap();
    assert_eq!(send_or_give_back(&tx, &quitting, Job(2)), Err(Job(2)));
    assert_eq!(rx.recv(), Ok(Job(1)));
}

fn default_has_the_value(_world: World) {
    let (tx, rx) = chan(1);
    let mut left = Vec::new();
    for n in 0..3 {
        let job = Job(n);
        select! {
            tx <- job => {}
            default => left.push(job),
        }
    }
    assert_eq!((rx.recv(), left), (Ok(Job(0)), vec![Job(1), Job(2)]));
}

fn a_loop_tries_again_with_the_same_value(world: World) {
    let (tx, rx) = chan::<Job>(0);
    let (tick, ticks) = chan(0);
    world.scope(|s| {
        s.spawn(|| {
            for _ in 0..5 {
                tick.send(()).unwrap();
            }
            assert_eq!(rx.recv(), Ok(Job(7)));
        });
        let job = Job(7);
        let mut seen = 0;
        loop {
            select! {
                tx <- job => break,
                <-ticks => seen += 1,
            }
        }
        assert_eq!(seen, 5);
    });
}

fn a_part_may_be_sent_and_the_rest_kept(_world: World) {
    struct Pair {
        name: String,
        job: Job,
    }
    let (names, sent) = chan(1);
    let (jobs, taken) = chan(1);
    for round in 0..2 {
        let pair = Pair { name: format!("{round}"), job: Job(round) };
        let left = select! {
            biased;
            names <- pair.name => pair.job.0,
            jobs <- pair.job => pair.name.len() as u8,
        };
        assert_eq!(left, round);
    }
    assert_eq!((sent.recv().as_deref(), taken.recv()), (Ok("0"), Ok(Job(1))));
}

fn a_value_may_initialise(_world: World) {
    let (tx, rx) = chan(1);
    for expected in [3, 4] {
        let x;
        select! {
            biased;
            tx <- { x = 3; x } => assert_eq!(x, 3),
            v = <-rx => {
                x = 4;
                assert_eq!(v, Ok(3));
            }
        }
        assert_eq!(x, expected);
    }
}

fn a_body_may_assign_to_any_channel(_world: World) {
    let (mut tx, mut rx) = chan::<u8>(1);
    let mut other = never::<u8>();
    for round in 0..6 {
        select! {
            biased;
            v = <-other => {
                assert_eq!(v, Ok(1));
                (tx, rx) = chan(1);
                other = never();
            }
            v = <-rx => {
                assert_eq!(v, Ok(0));
                (tx, other) = chan(1);
                tx.send(1).unwrap();
            }
            tx <- 0 => assert_eq!(round % 3, 0),
        }
    }
    assert!(tx.is_empty());
}

// Temporaries are gone when the body runs, and what was chosen is carried out though they are.
fn temporaries_are_gone_in_the_body(_world: World) {
    let (tx, rx) = chan::<Job>(1);
    let shared = Mutex::new((tx, rx));
    let cell = RefCell::new(never::<u8>());
    for armed in [true, false, true, false] {
        let job = Job(1);
        select! {
            biased;
            v = <-shared.lock().unwrap().1 if armed => {
                assert!(shared.try_lock().is_ok());
                assert_eq!(v, Ok(Job(1)));
                assert_eq!(job, Job(1));
            }
            shared.lock().unwrap().0 <- { assert!(shared.try_lock().is_ok()); job } if !armed => {
                assert!(shared.try_lock().is_ok());
            }
            <-*cell.borrow() => unreachable!(),
            default => {
                assert!(armed);
                *cell.borrow_mut() = never();
                assert_eq!(job, Job(1));
            }
        }
    }
}

// A guard changes nothing about the life of temporaries.
fn a_guarded_channel_may_be_borrowed_from_a_temporary(_world: World) {
    struct Maker(u8, Receiver<u8>);
    impl Maker {
        fn new(n: u8) -> Maker {
            let (tx, rx) = chan(1);
            tx.send(n).unwrap();
            Maker(n, rx)
        }
        fn receiver(&self) -> &Receiver<u8> {
            &self.1
        }
        fn pick<'a>(&self, of: &'a [Maker]) -> Result<&'a Receiver<u8>, u8> {
            of.get(usize::from(self.0)).map(Maker::receiver).ok_or(self.0)
        }
        fn check(self) -> Result<Maker, u8> {
            if self.0 < 9 { Ok(self) } else { Err(self.0) }
        }
    }
    fn received(armed: bool, n: u8) -> Result<u8, u8> {
        let makers = || vec![Maker::new(10), Maker::new(11)];
        let table = Mutex::new(makers());
        let first = select! {
            v = <-Maker::new(n).receiver() if armed => v.unwrap(),
            default => 50,
        };
        let second = select! {
            v = <-Maker::new(n).pick(&makers())? if armed => v.unwrap(),
            default => 50,
        };
        let third = select! {
            v = <-Maker::new(n).check()?.check()?.receiver() if armed => v.unwrap(),
            default => 50,
        };
        let fourth = select! {
            v = <-table.lock().unwrap()[usize::from(n)].1 if armed => v.unwrap(),
            v = <-makers()[0].1 if armed && n == 77 => v.unwrap(),
            default => 50,
        };
        let fifth = select! {
            v = <-(&Maker::new(n)).check_by_ref().receiver() if armed => v.unwrap(),
            v = <-match Maker::new(n) { ref maker => maker.receiver() } if !armed && n == 78 => v.unwrap(),
            default => 50,
        };
        assert!(table.try_lock().is_ok());
        Ok(first + second + third + fourth + fifth)
    }
    trait ByRef: Sized {
        fn check_by_ref(&self) -> &Self {
            self
        }
    }
    impl ByRef for Maker {}
    assert_eq!(received(true, 1), Ok(1 + 11 + 1 + 11 + 1));
    assert_eq!(received(true, 2), Err(2));
    assert_eq!(received(true, 9), Err(9));
    assert_eq!(received(false, 9), Ok(5 * 50));
}

// The same for what is granted to an arm whose sender is a temporary.
fn leaving_in_the_value_gives_the_peer_of_a_temporary_back(world: World) {
    fn no_value() -> i32 {
        panic!("no value")
    }
    for capacity in [0, 1] {
        let (tx, rx) = chan(capacity);
        let table = Mutex::new(vec![tx.clone()]);
        world.scope(|s| {
            s.spawn(|| assert_eq!(rx.recv(), Ok(5)));
            for round in 0..10 {
                let left = catch_unwind(AssertUnwindSafe(|| {
                    select! {
                        table.lock().unwrap()[0] <- if round % 2 == 0 { return 1 } else { no_value() } => 2,
                    }
                }));
                assert_eq!(left.ok(), (round % 2 == 0).then_some(1));
            }
            tx.send(5).unwrap();
        });
    }
}

// CH: a value of a chosen arm is delivered though its sender is dropped before it is made.
fn the_last_sender_may_be_a_temporary(world: World) {
    for capacity in [0, 1] {
        let (tx, rx) = chan(capacity);
        world.scope(|s| {
            s.spawn(|| assert_eq!((rx.recv(), rx.recv().is_err()), (Ok(Job(1)), true)));
            let mut last = Some(tx);
            let nothing = RefCell::new(Job(1));
            select! {
                last.take().unwrap() <- nothing.replace(Job(2)) => assert_eq!(nothing.into_inner(), Job(2)),
            }
        });
    }
}

both!(
    another_arm_has_the_value,
    default_has_the_value,
    a_loop_tries_again_with_the_same_value,
    a_part_may_be_sent_and_the_rest_kept,
    a_value_may_initialise,
    a_body_may_assign_to_any_channel,
    temporaries_are_gone_in_the_body,
    a_guarded_channel_may_be_borrowed_from_a_temporary,
    leaving_in_the_value_gives_the_peer_of_a_temporary_back,
    the_last_sender_may_be_a_temporary,
);
