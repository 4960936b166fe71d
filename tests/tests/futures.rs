//! Futures in goroutines and threads: `block_on`, its waker, and other people's async crates.

#![forbid(unsafe_code)]

use goroutines::{block_on, blocking, chan, spawn};
use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::{World, both, ms, sized, watch};
use std::cell::Cell;
use std::future::{Future, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;

/// Ready once the flag is raised; wakes the waker that was there last.
#[derive(Default)]
struct Flag {
    raised: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Flag {
    fn raise(&self) {
        self.raised.store(true, Ordering::SeqCst);
        if let Some(waker) = self.waker.lock().unwrap().take() {
            waker.wake();
        }
    }
}

impl Future for &Flag {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        *self.waker.lock().unwrap() = Some(context.waker().clone());
        if self.raised.load(Ordering::SeqCst) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// Gives way once.
fn give_way() -> impl Future<Output = ()> {
    let mut given = false;
    poll_fn(move |context| {
        if given {
            return Poll::Ready(());
        }
        given = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
}

fn what_is_ready_needs_no_waker(_world: World) {
    assert_eq!(block_on(ready(5)), 5);
    let text = String::from("borrowed");
    assert_eq!(block_on(async { text.len() }), 8);
}

fn a_wake_up_during_the_poll_is_not_lost(_world: World) {
    block_on(async {
        for _ in 0..1_000 {
            give_way().await;
        }
    });
}

/// The wake-up comes during the poll, before the park, at it, or after it.
fn a_wake_up_from_elsewhere_is_not_lost(world: World) {
    for round in 0..sized(4_000) {
        let flag = Flag::default();
        world.scope(|s| {
            s.spawn(|| {
                for _ in 0..round % 64 {
                    std::hint::spin_loop();
                }
                flag.raise();
            });
            block_on(&flag);
        });
    }
}

/// A waker of a thread, for whoever waits.
fn a_thread_may_wake(_world: World) {
    for round in 0..sized(1_000) {
        let flag = Flag::default();
        thread::scope(|s| {
            s.spawn(|| {
                for _ in 0..(round % 32) * 50 {
                    std::hint::spin_loop();
                }
                flag.raise();
            });
            // In a goroutine the scope's end would hold up the worker, but the thread waits for nobody.
            block_on(&flag);
        });
    }
}

fn wakers_may_be_many_and_late(world: World) {
    let kept = Mutex::new(Vec::<Waker>::new());
    let polls = Cell::new(0);
    world.scope(|s| {
        block_on(poll_fn(|context| {
            polls.set(polls.get() + 1);
            kept.lock().unwrap().push(context.waker().clone());
            if polls.get() == 50 {
                return Poll::Ready(());
            }
            s.spawn(|| {
                let wakers = kept.lock().unwrap().clone();
                wakers.iter().for_each(Waker::wake_by_ref);
            });
            Poll::Pending
        }));
    });
    // The future is gone, and nobody waits.
    for waker in kept.into_inner().unwrap() {
        waker.wake_by_ref();
        waker.wake();
    }
    assert_eq!(block_on(ready(1)), 1);
}

fn a_waker_is_the_same_for_all_polls(_world: World) {
    let mut first: Option<Waker> = None;
    let mut polls = 0;
    block_on(poll_fn(|context| {
        let waker = context.waker();
        assert!(first.get_or_insert_with(|| waker.clone()).will_wake(waker));
        polls += 1;
        waker.wake_by_ref();
        if polls == 3 { Poll::Ready(()) } else { Poll::Pending }
    }));
}

fn calls_may_be_nested(world: World) {
    let flag = Flag::default();
    let sum = world.scope(|s| {
        s.spawn(|| flag.raise());
        block_on(async {
            let inner = block_on(async {
                give_way().await;
                (&flag).await;
                block_on(ready(3))
            });
            give_way().await;
            inner + 4
        })
    });
    assert_eq!(sum, 7);
}

fn a_future_stays_on_its_thread(world: World) {
    let flag = Flag::default();
    world.scope(|s| {
        s.spawn(|| {
            world.sleep(ms(1));
            flag.raise();
        });
        let stays = Rc::new(Cell::new(thread::current().id()));
        block_on(async {
            (&flag).await;
            assert_eq!(stays.get(), thread::current().id());
        });
    });
}

fn a_panic_in_a_poll_goes_through(_world: World) {
    let mut polls = 0;
    let ended = catch_unwind(AssertUnwindSafe(|| {
        block_on(poll_fn(|context| -> Poll<()> {
            polls += 1;
            context.waker().wake_by_ref();
            if polls == 2 {
                std::panic::resume_unwind(Box::new("in a poll"));
            }
            Poll::Pending
        }));
    }));
    assert_eq!(ended.expect_err("it panics").downcast_ref::<&str>(), Some(&"in a poll"));
    assert_eq!(polls, 2);
}

/// What parks inside a future stops the future, nobody else.
fn a_future_may_use_what_parks(world: World) {
    let (tx, rx) = chan(0);
    world.scope(|s| {
        s.spawn(|| tx.send(1).unwrap());
        let got = block_on(async {
            let first = rx.recv().unwrap();
            give_way().await;
            first + blocking(|| 1)
        });
        assert_eq!(got, 2);
    });
}

/// After async-channel's own stress: messages between futures, over a small buffer.
fn async_channels_work(world: World) {
    const SENDERS: usize = 4;
    let count = sized(2_000);
    let (tx, rx) = async_channel::bounded(3);
    let sum = AtomicUsize::new(0);
    world.scope(|s| {
        for _ in 0..3 {
            let rx = rx.clone();
            let sum = &sum;
            s.spawn(move || {
                block_on(async {
                    while let Ok(value) = rx.recv().await {
                        sum.fetch_add(value, Ordering::Relaxed);
                    }
                });
            });
        }
        for _ in 0..SENDERS {
            let tx = tx.clone();
            s.spawn(move || {
                for value in 0..count {
                    block_on(tx.send(value)).unwrap();
                }
            });
        }
        drop((tx, rx));
    });
    assert_eq!(sum.into_inner(), SENDERS * count * (count - 1) / 2);
}

/// Requests go to tasks of `tokio` and come back.
fn tokio_works_in_the_background(world: World) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap();
    let handle = runtime.handle().clone();
    world.scope(|s| {
        for number in 0..50 {
            let handle = handle.clone();
            s.spawn(move || {
                let task = handle.spawn(async move {
                    tokio::time::sleep(ms(number % 5)).await;
                    number * 2
                });
                assert_eq!(block_on(task).unwrap(), number * 2);
                let (tx, rx) = tokio::sync::oneshot::channel();
                handle.spawn(async move { tx.send(number) });
                assert_eq!(block_on(rx), Ok(number));
            });
        }
        let panics = handle.spawn(async { std::panic::resume_unwind(Box::new(())) });
        assert!(block_on(panics).unwrap_err().is_panic());
    });
    // A goroutine is an answer that a task can wait for.
    let (tx, rx) = tokio::sync::oneshot::channel();
    spawn(move || tx.send("from a goroutine"));
    assert_eq!(block_on(handle.spawn(rx)).unwrap(), Ok("from a goroutine"));
    blocking(move || drop(runtime));
}

both!(
    what_is_ready_needs_no_waker,
    a_wake_up_during_the_poll_is_not_lost,
    a_wake_up_from_elsewhere_is_not_lost,
    a_thread_may_wake,
    wakers_may_be_many_and_late,
    a_waker_is_the_same_for_all_polls,
    calls_may_be_nested,
    a_future_stays_on_its_thread,
    a_panic_in_a_poll_goes_through,
    a_future_may_use_what_parks,
    async_channels_work,
    tokio_works_in_the_background,
);

fn run(scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for workers in ["1", "2", "8"] {
        check(&Child::new(env!("CARGO_BIN_EXE_blocking"), scenario).env("GOMAXPROCS", workers).run());
    }
}

// DL-01: nobody has the waker
#[test]
fn a_future_that_nobody_wakes_is_a_deadlock() {
    run("future", |outcome| {
        outcome.assert_code(2);
        assert!(outcome.stderr.contains("goroutine 1 [future]: main\n"), "{outcome:#?}");
        assert!(outcome.stderr.contains("\tblocked at tests/src/bin/blocking.rs:"), "{outcome:#?}");
    });
}

// DL-10: a thread has it
#[test]
fn a_waker_in_a_thread_is_no_deadlock() {
    run("foreign-future", |outcome| outcome.assert_prints("woken\n"));
}
