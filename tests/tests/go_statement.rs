//! The `go!` statement and a goroutine's life.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::{JoinHandle, runtime, spawn};
use goroutines_tests::{ms, sized, watch};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

fn give_back(value: i32) -> i32 {
    value
}

// GO-01
#[goroutine]
#[test]
fn arguments_are_evaluated_before_the_goroutine_exists() {
    let _watch = watch("arguments_are_evaluated_before_the_goroutine_exists");
    let mut value = 1;
    let handle = go!(give_back(value));
    value += 1;
    assert_eq!(handle.join().unwrap(), 1);
    assert_eq!(value, 2);

    let mut callee: fn(i32) -> i32 = give_back;
    let handle = go!(callee(7));
    callee = |_| 0;
    assert_eq!(handle.join().unwrap(), 7);
    assert_eq!(callee(7), 0);
}

// GO-01: evaluated by the caller, not by the goroutine
#[goroutine]
#[test]
fn arguments_are_evaluated_in_the_calling_goroutine() {
    thread_local!(static STEPS: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) });
    fn note(what: &'static str) -> i32 {
        STEPS.with_borrow_mut(|steps| steps.push(what));
        0
    }
    STEPS.take();
    let handle = go!(give_back(note("argument")));
    note("after");
    handle.join().unwrap();
    assert_eq!(STEPS.take(), ["argument", "after"]);
}

// GO-02
#[goroutine]
#[test]
fn a_panic_in_an_argument_is_the_callers_and_starts_nothing() {
    fn no_argument() -> i32 {
        panic!("no argument")
    }
    let started = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&started);
    let run = move |_: i32| {
        count.fetch_add(1, Ordering::SeqCst);
    };
    let payload = catch_unwind(AssertUnwindSafe(move || {
        go!(run(no_argument()));
    }))
    .unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"no argument"));
    assert_eq!(Arc::strong_count(&started), 1, "the closure went with the call that was not made");
    assert_eq!(started.load(Ordering::SeqCst), 0);
}

// GO-03
#[goroutine]
#[test]
fn operands_are_evaluated_once_and_from_left_to_right() {
    static LOG: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    struct Server;
    impl Server {
        fn serve(self, one: usize, two: usize) -> (usize, usize) {
            (one, two)
        }
    }
    fn note<T>(what: &'static str, value: T) -> T {
        LOG.lock().unwrap().push(what);
        value
    }
    fn function(_: (), _: ()) {}
    let server = Server;
    let handle = go!(server.serve(note("first", 1), note("second", 2)));
    assert_eq!(std::mem::take(&mut *LOG.lock().unwrap()), ["first", "second"]);
    assert_eq!(handle.join().unwrap(), (1, 2));
    let handle = go!(note("function", function as fn((), ()))(note("first", ()), note("second", ())));
    assert_eq!(std::mem::take(&mut *LOG.lock().unwrap()), ["function", "first", "second"]);
    handle.join().unwrap();
    assert!(LOG.lock().unwrap().is_empty());
}

// GO-04
#[goroutine]
#[test]
fn the_caller_does_not_wait_for_the_goroutine() {
    let _watch = watch("the_caller_does_not_wait_for_the_goroutine");
    let (tx, rx) = chan(0);
    let handle = go!(|| rx.recv().unwrap());
    tx.send(5).unwrap();
    assert_eq!(handle.join().unwrap(), 5);
    go!(give_back(1));
}

// GO-05: a missing function is the caller's panic
#[goroutine]
#[test]
fn calling_a_missing_function_panics_in_the_caller() {
    fn lookup() -> Option<fn()> {
        None
    }
    let missing = lookup();
    let result = catch_unwind(|| {
        go!(missing.unwrap()());
    });
    assert!(result.is_err());
}

// GO-07
#[goroutine]
#[test]
fn a_goroutine_outlives_the_one_that_started_it() {
    let _watch = watch("a_goroutine_outlives_the_one_that_started_it");
    let (tx, rx) = chan(0);
    let (ended_tx, ended_rx) = chan::<()>(0);
    let parent = go! {
        go!(|| {
            assert!(ended_rx.recv().is_err(), "nothing is sent");
            tx.send("still here").unwrap();
        });
    };
    parent.join().unwrap();
    drop(ended_tx);
    assert_eq!(rx.recv(), Ok("still here"));
}

// GO-07
#[goroutine]
#[test]
fn a_panic_of_the_parent_leaves_the_child_alone() {
    let (tx, rx) = chan(0);
    let parent = go! {
        go!(|| tx.send(1).unwrap());
        panic!("the parent");
    };
    assert!(parent.join().is_err());
    assert_eq!(rx.recv(), Ok(1));
}

// GO-08
#[goroutine]
#[test]
fn dropping_a_handle_detaches() {
    let _watch = watch("dropping_a_handle_detaches");
    let (go_tx, go_rx) = chan::<()>(0);
    let (tx, rx) = chan(0);
    let handle = go! {
        go_rx.recv().unwrap();
        tx.send("not cancelled").unwrap();
    };
    drop(handle);
    go_tx.send(()).unwrap();
    assert_eq!(rx.recv(), Ok("not cancelled"));
}

// GO-09: without `#[goroutine] fn main`, from any thread
#[test]
fn a_plain_thread_may_start_goroutines() {
    let _watch = watch("a_plain_thread_may_start_goroutines");
    let (tx, rx) = chan(0);
    let handle = go!(|tx = tx.clone()| tx.send(1).unwrap());
    let from_thread = std::thread::spawn(move || go!(|| tx.send(2).unwrap()).join());
    let mut got = [rx.recv().unwrap(), rx.recv().unwrap()];
    got.sort_unstable();
    assert_eq!(got, [1, 2]);
    handle.join().unwrap();
    from_thread.join().unwrap().unwrap();
}

// GO-10
#[goroutine]
#[test]
fn each_iteration_has_its_own_value() {
    let (tx, rx) = chan(3);
    for i in 0..3 {
        go!(|tx = tx.clone(), i| tx.send(i).unwrap());
    }
    drop(tx);
    let mut got: Vec<i32> = rx.iter().collect();
    got.sort_unstable();
    assert_eq!(got, [0, 1, 2]);
}

// GO-12; cb:golang.rs goroutines
#[goroutine]
#[test]
fn a_chain_of_ten_thousand_passes_a_value_on() {
    let _watch = watch("a_chain_of_ten_thousand_passes_a_value_on");
    const LENGTH: usize = 10_000;
    fn link(left: Sender<usize>, right: Receiver<usize>) {
        left.send(right.recv().unwrap() + 1).unwrap();
    }
    let (leftmost_tx, leftmost) = chan(0);
    let mut left = leftmost_tx;
    for _ in 0..LENGTH {
        let (tx, right) = chan(0);
        go!(link(left, right));
        left = tx;
    }
    left.send(0).unwrap();
    assert_eq!(leftmost.recv(), Ok(LENGTH));
}

// GO-14: stacks are used again, and hold nothing of their predecessors
#[goroutine]
#[test]
fn batches_of_deep_goroutines_end() {
    let _watch = watch("batches_of_deep_goroutines_end");
    fn deep(levels: usize) -> usize {
        let frame = std::hint::black_box([levels; 128]);
        if levels == 0 { 0 } else { 1 + deep(levels - 1) + frame[7] - levels }
    }
    for _ in 0..sized(256) {
        let handles: Vec<_> = (0..32).map(|_| go!(deep(60))).collect();
        assert!(handles.into_iter().all(|handle| handle.join().unwrap() == 60));
    }
}

// GO-16
#[goroutine]
#[test]
fn ids_are_unique_and_names_are_kept() {
    let mut seen = HashSet::new();
    for _ in 0..1_000 {
        let handle = go!(give_back(1));
        assert!(handle.id() > 1, "1 is the main goroutine");
        assert!(seen.insert(handle.id()));
        assert_eq!(handle.name(), None);
    }
    let named = go!(
        #[goroutine(name = "crawler", stack_size = "1 MiB")]
        give_back(1)
    );
    assert_eq!(named.name(), Some("crawler"));
    assert_eq!(named.join().unwrap(), 1);
}

// GO-18
#[goroutine]
#[test]
fn a_goroutine_may_be_started_while_unwinding() {
    let _watch = watch("a_goroutine_may_be_started_while_unwinding");
    struct Starts(Sender<i32>);
    impl Drop for Starts {
        fn drop(&mut self) {
            go!(|tx = self.0.clone()| tx.send(9).unwrap());
        }
    }
    let (tx, rx) = chan(0);
    let handle = go! {
        let _starts = Starts(tx);
        panic!("unwind");
    };
    assert!(handle.join().is_err());
    assert_eq!(rx.recv(), Ok(9));
}

#[goroutine]
#[test]
fn a_handle_says_when_the_goroutine_has_ended() {
    let _watch = watch("a_handle_says_when_the_goroutine_has_ended");
    let (tx, rx) = chan::<()>(0);
    let handle: JoinHandle<()> = spawn(move || assert!(rx.recv().is_err()));
    goroutines::time::sleep(ms(2));
    assert!(!handle.is_finished());
    drop(tx);
    while !handle.is_finished() {
        goroutines::yield_now();
    }
    handle.join().unwrap();
}

// A handle is one of the things that `select!` receives from.
#[goroutine]
#[test]
fn a_select_receives_a_goroutines_result_once() {
    let _watch = watch("a_select_receives_a_goroutines_result_once");
    let (tx, rx) = chan::<i32>(0);
    let handle = go!(|| rx.recv().unwrap() * 2);
    select! {
        _ = <-handle => panic!("it waits for a number"),
        tx <- 21 => {}
    }
    let result = select! { result = <-handle => result.unwrap() };
    assert_eq!(result, 42);
    select! {
        _ = <-handle => panic!("the result is taken"),
        default => {}
    }
    assert!(catch_unwind(AssertUnwindSafe(|| handle.join())).is_err());
}

#[goroutine]
#[test]
fn a_scope_waits_for_goroutines_that_borrow() {
    let _watch = watch("a_scope_waits_for_goroutines_that_borrow");
    let data = [1, 2, 3, 4];
    let mut sums = [0; 2];
    scope(|s| {
        for (half, sum) in data.chunks(2).zip(&mut sums) {
            go!(in s, |half, sum| {
                goroutines::yield_now();
                *sum = half.iter().sum::<i32>();
            });
        }
    });
    assert_eq!(sums, [3, 7]);

    let order = Cell::new(0);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        scope(|s| {
            s.spawn(|| panic!("in the scope"));
            order.set(1);
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(order.get(), 1);
}

#[test]
fn there_are_workers() {
    assert!(runtime::max_procs() >= 1);
    assert!(runtime::num_cpu() >= 1);
}
