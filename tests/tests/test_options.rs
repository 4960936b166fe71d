//! The options of `#[goroutine]` on tests.

use goroutines::prelude::*;

#[goroutine(deadline = "50ms")]
#[test]
#[should_panic(expected = "the test has not ended after 50ms")]
fn a_deadline_fails_what_hangs() {
    let (_tx, rx) = chan::<()>(0);
    let _ = rx.recv();
}

#[goroutine(deadline = "50ms", bubble)]
#[test]
#[should_panic(expected = "the test has not ended after 50ms")]
fn a_deadline_fails_a_bubble_that_waits_for_the_outside() {
    goroutines::blocking(|| {
        loop {
            std::thread::park();
        }
    });
}

#[goroutine(deadline = "100s")]
#[test]
fn a_deadline_that_is_kept_does_nothing() {}

#[goroutine(deadline = "100s")]
#[test]
#[should_panic(expected = "the goroutine of this test has panicked: its own")]
fn a_test_with_a_deadline_fails_as_it_does() {
    panic!("its own");
}

#[goroutine(bubble)]
#[test]
fn a_bubble_by_the_attribute() -> Result<(), std::fmt::Error> {
    let start = goroutines::time::now();
    goroutines::time::sleep(goroutines::time::Duration::from_secs(60));
    assert_eq!((goroutines::time::now() - start).as_secs(), 60);
    Ok(())
}

#[goroutine(bubble)]
#[test]
#[should_panic(expected = "deadlock: all goroutines in the bubble are blocked")]
fn a_deadlock_in_a_bubble_fails_it() {
    goroutines::select! {}
}

#[goroutine(schedules = 100)]
#[test]
#[should_panic(expected = "with the seed")]
fn schedules_by_the_attribute() {
    let count = std::sync::Arc::new(goroutines::sync::RwLock::new(0));
    let add = |count: &goroutines::sync::RwLock<i32>| {
        let before = *count.read();
        *count.write() = before + 1;
    };
    scope(|s| {
        s.spawn(|| add(&count));
        s.spawn(|| add(&count));
    });
    assert_eq!(*count.read(), 2);
}

#[goroutine(schedules = all)]
#[test]
fn all_schedules_by_the_attribute() {
    let (tx, rx) = chan(0);
    go!(|tx = tx.clone()| tx.send(1).unwrap());
    go!(|| tx.send(2).unwrap());
    assert_eq!(rx.iter().sum::<i32>(), 3);
}

mod without_libtest {
    // The built-in `test` would leave the function out, and have it succeed.
    use goroutines::goroutine;
    use goroutines::goroutine as test;

    #[goroutine(bubble)]
    #[test]
    pub fn returns_an_error() -> Result<(), String> {
        Err(String::from("no"))
    }
}

#[test]
fn an_error_in_a_bubble_fails_it() {
    let failed = std::panic::catch_unwind(without_libtest::returns_an_error).unwrap_err();
    let text = failed.downcast::<String>().unwrap();
    assert!(text.contains("the test has returned an error"), "{text}");
}
