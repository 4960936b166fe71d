//! Panics and goexit: what runs while a goroutine unwinds, and that it may block there.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::{Goexit, goexit};
use goroutines::time::sleep;
use goroutines_tests::tally::Tally;
use goroutines_tests::{ms, watch};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

/// A panic without the hook's report.
fn quiet_panic() -> ! {
    resume_unwind(Box::new("quiet"))
}

/// Runs a function when it is dropped.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

// PA-07
#[goroutine]
#[test]
fn a_destructor_sends_while_its_goroutine_panics() {
    let _watch = watch("a_destructor_sends_while_its_goroutine_panics");
    for capacity in [0, 1] {
        let (tx, rx) = chan(capacity);
        let handle = go! {
            let _sends = OnDrop(|| tx.send(thread::panicking()).unwrap());
            quiet_panic();
        };
        assert_eq!(rx.recv(), Ok(true));
        assert_eq!(handle.join().unwrap_err().downcast_ref(), Some(&"quiet"));
    }
}

// PA-07: all the ways of parking
#[goroutine]
#[test]
fn a_destructor_may_block_while_unwinding() {
    let _watch = watch("a_destructor_may_block_while_unwinding");
    let handles: Vec<_> = (0..100)
        .map(|_| {
            let (tx, rx) = chan(0);
            let (back_tx, back) = chan(0);
            go!(|| {
                for value in &rx {
                    back_tx.send(value).unwrap();
                }
            });
            go!(|| {
                let _blocks = OnDrop(|| {
                    goroutines::yield_now();
                    tx.send(1).unwrap();
                    sleep(ms(1));
                    assert_eq!(select! { v = <-back => v }, Ok(1));
                    go!(|| goroutines::yield_now()).join().unwrap();
                });
                quiet_panic();
            })
        })
        .collect();
    for handle in handles {
        assert_eq!(handle.join().unwrap_err().downcast_ref(), Some(&"quiet"));
    }
}

// PA-07, RU-05: others on the same worker run, panic and catch meanwhile
#[goroutine]
#[test]
fn goroutines_that_unwind_at_the_same_time_do_not_meet() {
    let _watch = watch("goroutines_that_unwind_at_the_same_time_do_not_meet");
    let handles: Vec<_> = (0..200_usize)
        .map(|member| {
            go!(|| {
                let caught = catch_unwind(|| {
                    let _yields = OnDrop(|| (0..member % 7).for_each(|_| goroutines::yield_now()));
                    resume_unwind(Box::new(member));
                });
                assert_eq!(caught.unwrap_err().downcast_ref(), Some(&member));
                goroutines::yield_now();
                let _sleeps = OnDrop(|| sleep(ms(1)));
                resume_unwind(Box::new(member + 1))
            })
        })
        .collect();
    for (member, handle) in handles.into_iter().enumerate() {
        let result: Result<(), _> = handle.join();
        assert_eq!(result.unwrap_err().downcast_ref(), Some(&(member + 1)));
    }
}

// PA-06
#[goroutine]
#[test]
fn after_a_caught_panic_a_goroutine_goes_on() {
    let (tx, rx) = chan(0);
    let handle = go! {
        for round in 0..10 {
            assert!(catch_unwind(|| quiet_panic()).is_err());
            tx.send(round).unwrap();
        }
        "went on"
    };
    for round in 0..10 {
        assert_eq!(rx.recv(), Ok(round));
    }
    assert_eq!(handle.join().unwrap(), "went on");
}

// PA-10, PA-16 [D]
#[goroutine]
#[test]
fn goexit_runs_destructors_up_to_the_goroutines_entry() {
    fn deep(tally: &Tally, levels: usize) {
        let _token = tally.token();
        if levels == 0 {
            goexit();
        }
        deep(tally, levels - 1);
    }
    let tally = Tally::new();
    let (tx, rx) = chan(1);
    let handle = go!(|tally = tally.clone()| {
        defer! { tx.send("deferred").unwrap() }
        deep(&tally, 9);
        unreachable!();
    });
    assert!(handle.join().unwrap_err().is::<Goexit>());
    assert_eq!(tally.dropped(), 10);
    assert_eq!(rx.try_recv(), Ok("deferred"));
}

// PA-10: it may block on its way, and `catch_unwind` catches it [D]
#[goroutine]
#[test]
fn goexit_may_block_and_be_caught() {
    let _watch = watch("goexit_may_block_and_be_caught");
    let (tx, rx) = chan(0);
    let handle = go! {
        let _sends = OnDrop(|| tx.send(1).unwrap());
        goexit();
    };
    assert_eq!(rx.recv(), Ok(1));
    assert!(handle.join().unwrap_err().is::<Goexit>());
    let handle = go! {
        let caught = catch_unwind(|| goexit());
        caught.unwrap_err().is::<Goexit>()
    };
    assert!(handle.join().unwrap());
}

// A panic or a goexit of a member counts as its end; WG-07 [D]
#[goroutine]
#[test]
fn a_group_counts_members_that_unwind() {
    let _watch = watch("a_group_counts_members_that_unwind");
    let wg = WaitGroup::new();
    for member in 0..30 {
        wg.go(move || match member % 3 {
            0 => quiet_panic(),
            1 => goexit(),
            _ => goroutines::yield_now(),
        });
    }
    wg.wait();
    assert!(catch_unwind(AssertUnwindSafe(|| wg.done())).is_err(), "below zero");
    wg.add(1);
    wg.done();
    wg.wait();
}

// A goroutine that panics lets go of its channels, so that nobody waits for it.
#[goroutine]
#[test]
fn a_panic_disconnects_what_the_goroutine_held() {
    let _watch = watch("a_panic_disconnects_what_the_goroutine_held");
    let (tx, rx) = chan::<i32>(0);
    let (other_tx, other_rx) = chan(0);
    go! {
        let _both = (tx, other_rx);
        quiet_panic();
    };
    assert!(rx.recv().is_err());
    assert_eq!(other_tx.send(1).unwrap_err().into_inner(), 1);
}
