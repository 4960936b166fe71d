//! `go!(in place, …)`: in a `WaitGroup`, in an `ErrGroup`, in places of the user's, and by way of pointers.

#![forbid(unsafe_code)]

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::runtime::{current, goexit};
use goroutines::sync::ErrGroup;
use goroutines::{Builder, GoIn, JoinHandle};
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::watch;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Larger than any stack that can be had.
const NO_STACK: usize = usize::MAX;

// WG-06: it counts before the goroutine starts, so that `wait` cannot come first.
#[test]
fn a_wait_group_counts_what_is_started_in_it() {
    let _watch = watch("wait group");
    for _ in 0..100 {
        let wg = WaitGroup::new();
        let ended = Arc::new(AtomicUsize::new(0));
        for i in 0..4 {
            go!(in wg, |clone ended, i| {
                ended.fetch_add(i, Ordering::SeqCst);
            });
        }
        wg.wait();
        assert_eq!(ended.load(Ordering::SeqCst), 6);
    }
}

// WG-07, WG-08
#[test]
fn a_member_counts_itself_off_whatever_ends_it() {
    let _watch = watch("whatever ends it");
    let wg = WaitGroup::new();
    go!(in wg, || panic!("a member panics"));
    go!(in wg, || goexit());
    go!(in wg, move {
        let _ends = ();
    });
    wg.wait();
}

// The captures have been dropped when the group is told.
#[test]
fn what_a_member_took_is_gone_when_wait_returns() {
    let _watch = watch("captures");
    for panics in [false, true] {
        let wg = WaitGroup::new();
        let shared = Arc::new(());
        go!(in wg, |clone shared, panics| {
            let _shared = shared;
            assert!(!panics, "as it should");
        });
        wg.wait();
        assert_eq!(Arc::strong_count(&shared), 1);
    }
}

#[test]
fn a_goroutine_that_cannot_start_is_not_counted() {
    let _watch = watch("cannot start");
    let wg = WaitGroup::new();
    let started = catch_unwind(AssertUnwindSafe(|| {
        go!(#[goroutine(stack_size = NO_STACK)] in wg, || unreachable!());
    }));
    let message = *started.unwrap_err().downcast::<String>().unwrap();
    assert!(message.starts_with("failed to start a goroutine: "), "{message}");
    wg.wait();

    let group = ErrGroup::<String>::new();
    group.set_limit(1);
    let started = catch_unwind(AssertUnwindSafe(|| {
        go!(#[goroutine(stack_size = NO_STACK)] in group, || unreachable!());
    }));
    assert!(started.is_err());
    assert_eq!(group.wait(), Ok(()));
    assert!(group.try_go(|| Ok(())), "its place under the limit was given back");
    assert_eq!(group.wait(), Ok(()));
}

#[test]
fn options_are_those_of_the_goroutine() {
    let _watch = watch("options");
    let wg = WaitGroup::new();
    let (tx, rx) = chan(0);
    go!(#[goroutine(name = "member")] in wg, |clone tx| tx.send(current().name().map(str::to_owned)).unwrap());
    assert_eq!(rx.recv().unwrap().as_deref(), Some("member"));
    wg.wait();
    let group = ErrGroup::<String>::new();
    go!(#[goroutine(name = "part")] in group, |clone tx| {
        tx.send(current().name().map(str::to_owned)).map_err(|error| error.to_string())
    });
    assert_eq!(rx.recv().unwrap().as_deref(), Some("part"));
    assert_eq!(group.wait(), Ok(()));
}

// EG-01, EG-02
#[test]
fn an_err_group_gives_the_first_error() {
    let _watch = watch("err group");
    let (group, ctx) = ErrGroup::<String>::with_context(&Context::background());
    for text in ["1", "two"] {
        go!(in group, |text| {
            text.parse::<i32>().map_err(|error| format!("{text}: {error}"))?;
            Ok(())
        });
    }
    go!(in group, |ctx| {
        let _ = ctx.done().recv(); // until the other one fails
        Ok(())
    });
    assert_eq!(group.wait(), Err("two: invalid digit found in string".to_owned()));
    let group = ErrGroup::<String>::new();
    go!(in group, check(1));
    assert_eq!(group.wait(), Ok(()));
}

const fn takes(_: u32) {}

fn check(n: u32) -> Result<(), String> {
    if n > 0 { Ok(()) } else { Err("zero".to_owned()) }
}

// EG-03
#[test]
fn an_err_group_waits_at_its_limit() {
    let _watch = watch("limit");
    let group = ErrGroup::<String>::new();
    group.set_limit(1);
    let (tx, rx) = chan::<()>(0);
    go!(in group, |rx| {
        let _ = rx.recv();
        Ok(())
    });
    let other = group.clone();
    let starter = named("starting at the limit", move || {
        go!(in other, || Ok(()));
    });
    until_blocked("starting at the limit", "errgroup limit");
    drop(tx);
    starter.join().unwrap();
    assert_eq!(group.wait(), Ok(()));
}

#[test]
fn a_place_may_be_reached_in_any_way() {
    let _watch = watch("pointers");
    struct Server {
        wg: WaitGroup,
    }
    let server = Server { wg: WaitGroup::new() };
    let (arc, rc, boxed) = (Arc::new(WaitGroup::new()), Rc::new(WaitGroup::new()), Box::new(WaitGroup::new()));
    let reference = &&server.wg;
    go!(in server.wg, || ());
    go!(in &server.wg, || ());
    go!(in reference, || ());
    go!(in **reference, || ());
    go!(in arc, || ());
    go!(in rc, || ());
    go!(in boxed, || ());
    go!(in Arc::clone(&arc), || ());
    go!(in { &arc }, || ());
    for wg in [&server.wg, &*arc, &*rc, &*boxed] {
        wg.wait();
    }
    let sum = scope(|s| {
        let by_reference = &s;
        let one = go!(in s, || 1);
        let two = go!(in by_reference, || 2);
        one.join().unwrap() + two.join().unwrap()
    });
    assert_eq!(sum, 3);
}

/// A place that gives handles, and takes what may borrow nothing.
#[derive(Default)]
struct Counted(AtomicUsize);

impl<F, T> GoIn<F> for &Counted
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    type Handle = JoinHandle<T>;

    #[track_caller]
    fn go_in(self, builder: Builder, body: F) -> JoinHandle<T> {
        self.0.fetch_add(1, Ordering::SeqCst);
        builder.spawn(body).unwrap()
    }
}

/// A place of the user's that is no place for goroutines at all: it runs what it is given at once, and lets it borrow.
struct Now;

impl<F: FnOnce() -> T, T> GoIn<F> for &Now {
    type Handle = T;

    fn go_in(self, _builder: Builder, body: F) -> T {
        body()
    }
}

#[test]
fn a_place_may_be_the_users() {
    let _watch = watch("places of the user's");
    let counted = Arc::new(Counted::default());
    let n = 20;
    let handle = go!(in counted, |mut n| {
        n += 1;
        n * 2
    });
    assert_eq!(handle.join().unwrap(), 42);
    let handle = go!(#[goroutine(name = "named")] in counted, || current().name().map(str::to_owned));
    assert_eq!(handle.join().unwrap().as_deref(), Some("named"));
    assert_eq!(counted.0.load(Ordering::SeqCst), 2);
    let mut data = vec![1];
    go!(in Now, { data.push(2) });
    assert_eq!(go!(in Now, data.len()), 2);
}

// What is after `in` is evaluated once, before the goroutine's arguments, as options are.
#[test]
fn the_place_is_evaluated_once_and_first() {
    let _watch = watch("order");
    let order = std::cell::RefCell::new(Vec::new());
    let wg = WaitGroup::new();
    let place = || {
        order.borrow_mut().push("place");
        &wg
    };
    let argument = || {
        order.borrow_mut().push("argument");
        1
    };
    go!(in place(), takes(argument()));
    wg.wait();
    assert_eq!(*order.borrow(), ["place", "argument"]);
}

#[test]
fn plain_threads_start_members_too() {
    let _watch = watch("threads");
    let wg = WaitGroup::new();
    thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| go!(in wg, || ()));
        }
    });
    wg.wait();
}

#[test]
fn a_captured_clone_is_made_now() {
    let _watch = watch("clones");
    let shared = Arc::new(1);
    let (tx, rx) = chan::<()>(0);
    let handle = go!(|clone shared, rx| {
        let _ = rx.recv();
        *shared
    });
    assert_eq!(Arc::strong_count(&shared), 2);
    drop(tx);
    assert_eq!(handle.join().unwrap(), 1);
    let mut words = vec!["a"];
    let longer = go!(|clone mut words| {
        words.push("b");
        words.len()
    });
    assert_eq!(longer.join().unwrap(), 2);
    words.push("c");
    // In a scope, in order with what is evaluated beside it, and of a variable that is called `clone`.
    let clone = String::from("clone");
    let text = scope(|s| go!(in s, |clone words, clone clone, n = words.len()| format!("{words:?}{clone}{n}")).join());
    assert_eq!(text.unwrap(), "[\"a\", \"c\"]clone2");
    assert_eq!(clone, "clone");
}
