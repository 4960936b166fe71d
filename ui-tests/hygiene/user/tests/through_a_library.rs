//! The macros in a crate that does not depend on goroutines: re-exported by a library, and in the library's own macros.

#![deny(warnings, clippy::pedantic)]
#![forbid(unsafe_code)]

use library::{chan, goroutine, scope};

/// Whoever looks for a crate of this name finds nothing that helps.
mod goroutines {}

#[goroutine(crate = library::goroutines)]
fn count(limit: u32) -> u32 {
    let mut n = 0;
    while n < limit {
        n += 1;
    }
    n
}

struct Counter(u32);

impl Counter {
    #[library::goroutine(crate = ::library::goroutines, checkpoints = true, allow(held_guard))]
    fn count(self) -> u32 {
        count(self.0)
    }
}

#[goroutine(crate = library::goroutines)]
#[test]
fn re_exported_macros_work() {
    let (tx, rx) = chan::<u32>(1);
    let handle: library::JoinHandle<u32> = library::go!(count(3));
    assert_eq!(handle.join().unwrap(), 3);
    assert_eq!(library::start!(Counter(2).count()).join().unwrap(), 2);
    library::go! { tx.send(5).unwrap(); }
    let got = library::first! { Ok(v) = <-rx else { return } => v };
    assert_eq!(got, 5);
    library::select_biased! {
        recv(rx) -> v => assert!(v.is_err()),
        default(std::time::Duration::from_mins(1)) => panic!("the channel has ended"),
    }
    let handle = library::goroutines::go!(#[goroutine(name = "named", stack_size = "1 MiB")] |mut n = 1| {
        loop {
            n += 1;
            if n > 9 {
                break n;
            }
        }
    });
    assert_eq!(handle.join().unwrap(), 10);
}

#[goroutine(crate = library::goroutines)]
#[test]
fn a_glob_of_a_prelude_works() {
    use library::prelude::*;
    let (tx, rx) = chan::<u32>(0);
    let wg = WaitGroup::new();
    wg.add(1);
    go!(|wg = wg.clone()| {
        select! { tx <- 1 => {} }
        wg.done();
    });
    select! { v = <-rx => assert_eq!(v, Ok(1)) }
    wg.wait();
}

library::summing_function!(sum);

#[goroutine(crate = library::goroutines)]
#[test]
fn the_librarys_own_macros_work() {
    assert_eq!(sum(vec![1, 2, 3]), 6);
    let (tx, rx) = chan::<u32>(2);
    let n = 20;
    library::produce!(tx, n = n + 1, let m = n; m + n);
    assert_eq!(rx.recv(), Ok(42));
    let (_other, never) = chan::<u32>(0);
    tx.send(7).unwrap();
    assert_eq!(library::either!(never, rx, seen => seen + n), 27);
    assert_eq!(library::now_or!(rx, 9), 9);
    let data = [1, 2];
    scope(|s| {
        let handle = library::call_in!(s, |&data| data.len());
        assert_eq!(handle.join().unwrap(), 2);
    });
}

library::goroutine_test!(a_test_made_by_the_library, {
    let (tx, rx) = chan::<u32>(0);
    library::go!(|tx| tx.send(1).unwrap());
    assert_eq!(rx.recv(), Ok(1));
});

#[test]
fn the_build_script_ran() {
    assert_eq!(env!("ANSWER"), "42");
}
