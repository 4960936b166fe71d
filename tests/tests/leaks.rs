//! `testing::leaks`. In a file of its own, one test after the other: the guard sees the whole process.

use goroutines::prelude::*;
use goroutines::testing;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

static ONE_BY_ONE: Mutex<()> = Mutex::new(());

fn alone<T>(f: impl FnOnce() -> T) -> T {
    let _one = ONE_BY_ONE.lock().unwrap_or_else(PoisonError::into_inner);
    f()
}

fn text(payload: Box<dyn std::any::Any + Send>) -> String {
    *payload.downcast::<String>().unwrap()
}

#[test]
fn what_is_left_behind_is_named_with_its_places() {
    alone(|| {
        let leaks = testing::leaks();
        let (tx, rx) = chan::<()>(0);
        go!(
            #[goroutine(name = "left")]
            || rx.recv()
        );
        let said = text(catch_unwind(AssertUnwindSafe(|| drop(leaks))).unwrap_err());
        assert!(said.starts_with("goroutines that were started since are still there:\n\ngoroutine "), "{said}");
        assert!(said.contains("[chan receive]: left\n\tblocked at tests/tests/leaks.rs:"), "{said}");
        drop(tx);
        let leaks = testing::leaks();
        drop(leaks);
    });
}

#[test]
fn what_was_there_before_ends_in_time_or_is_allowed_is_no_leak() {
    alone(|| {
        let (_tx, rx) = chan::<()>(0);
        go!(|rx = rx.clone()| rx.recv());
        while !format!("{:?}", goroutines::runtime::metrics()).contains("waiting: 1") {
            std::thread::yield_now();
        }
        let leaks = testing::leaks().allow("background");
        go!(
            #[goroutine(name = "background")]
            || rx.recv()
        );
        let (done, ended) = chan::<()>(0);
        go! {
            goroutines::time::sleep(goroutines::time::Duration::from_millis(5));
            drop(done);
        };
        drop(leaks);
        assert!(ended.recv().is_err());
    });
}

#[test]
fn a_test_that_panics_is_not_told_of_leaks() {
    alone(|| {
        let (tx, rx) = chan::<()>(0);
        let payload = catch_unwind(AssertUnwindSafe(|| {
            let _leaks = testing::leaks();
            go!(|| rx.recv());
            std::panic::panic_any(String::from("its own"));
        }));
        assert_eq!(text(payload.unwrap_err()), "its own");
        drop(tx);
    });
}
