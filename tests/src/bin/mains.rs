//! Programs for the tests of main's end, and of mains that are called more than once.
//!
//! Each calls a `#[goroutine] fn main` of a module, once or more, and may go on after that.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::{self, Goexit};
use goroutines::{goroutine_local, yield_now};
use std::cell::Cell;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{env, hint, thread};

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        Some("late") => late(),
        Some("cut-off") => cut_off::main(),
        Some("cut-off-abort") => cut_off_abort::main(),
        Some("locals") => locals::main(),
        Some("inner") => outer::main(),
        Some("twice") => twice(),
        Some("panics") => inner_panics(),
        Some("leaves") => inner_leaves(),
        Some("goes-on") => goes_on(),
        Some("goes-on-elsewhere") => goes_on_elsewhere(),
        Some("stack-size") => stack_size_comes_late(),
        Some("options") => options_come_late(),
        other => panic!("no scenario {other:?}"),
    }
}

fn say(text: &str) {
    writeln!(io::stdout(), "{text}").expect("stdout is open");
}

fn done() -> ExitCode {
    say("done");
    ExitCode::SUCCESS
}

/// GO-06: the process lives on for a moment, and the goroutines that main has left behind do not.
fn late() -> ExitCode {
    mod left {
        use super::*;

        static OVER: AtomicBool = AtomicBool::new(false);

        struct Last;

        impl Drop for Last {
            fn drop(&mut self) {
                OVER.store(true, Ordering::SeqCst);
            }
        }

        /// As many as there are workers run now, and some have not started.
        #[goroutines::goroutine]
        pub(super) fn main() {
            let _last = Last;
            for _ in 0..20 {
                go!(|| loop {
                    if OVER.load(Ordering::SeqCst) {
                        say("late");
                    }
                    yield_now();
                });
            }
            (0..100).for_each(|_| yield_now());
        }
    }
    let code = left::main();
    say("main has returned");
    thread::sleep(Duration::from_millis(200));
    code
}

/// Producers whose send fails because main drops their channel, and who panic over it.
fn produce() {
    let (tx, rx) = chan(0);
    for _ in 0..4 {
        go!(|tx = tx.clone()| for i in 0.. {
            tx.send(i).unwrap();
        });
    }
    for _ in 0..20 {
        rx.recv().unwrap();
    }
    // The channel goes first, and main's end is some way off.
    let slow = scopeguard(());
    drop(rx);
    drop(slow);
}

/// Its drop computes for a while.
fn scopeguard(_: ()) -> impl Drop {
    struct Slow;

    impl Drop for Slow {
        fn drop(&mut self) {
            (0..20_000).for_each(|_| hint::spin_loop());
        }
    }

    Slow
}

mod cut_off {
    #[goroutines::goroutine]
    pub(super) fn main() {
        super::produce();
    }
}

mod cut_off_abort {
    #[goroutines::goroutine(panic = "abort")]
    pub(super) fn main() {
        super::produce();
    }
}

/// A destructor of a goroutine-local value of main's may still wait for others.
mod locals {
    use super::*;

    struct Waits(Receiver<()>);

    impl Drop for Waits {
        fn drop(&mut self) {
            self.0.recv().unwrap();
            say("done");
        }
    }

    goroutine_local! {
        static WAITS: Cell<Option<Waits>> = const { Cell::new(None) };
    }

    #[goroutines::goroutine]
    pub(super) fn main() {
        let (tx, rx) = chan(0);
        WAITS.set(Some(Waits(rx)));
        go!(|| tx.send(()).unwrap());
    }
}

goroutine_local! {
    static NUMBER: Cell<u32> = const { Cell::new(0) };
}

/// GO-16
mod outer {
    use super::*;

    mod inner {
        use super::*;

        #[goroutines::goroutine]
        pub(super) fn main() {
            assert_ne!(runtime::current().id(), 1);
            assert_eq!(NUMBER.get(), 0);
            NUMBER.set(7);
        }
    }

    #[goroutines::goroutine]
    pub(super) fn main() {
        assert_eq!(runtime::current().id(), 1);
        NUMBER.set(42);
        let _ = inner::main();
        assert_eq!(NUMBER.get(), 42);
        // What the inner one leaves behind goes on: it is not main that has ended.
        assert_eq!(go!(|| 5).join().unwrap(), 5);
        say("done");
    }
}

mod counting {
    use super::*;

    #[goroutines::goroutine]
    pub(super) fn main() {
        let (tx, rx) = chan(0);
        go!(|| (1..=3).for_each(|n| tx.send(n).unwrap()));
        assert_eq!(rx.iter().sum::<i32>(), 6);
        say(if runtime::current().id() == 1 { "the first" } else { "another" });
    }
}

fn twice() -> ExitCode {
    let _ = counting::main();
    let _ = counting::main();
    done()
}

mod failing {
    #[goroutines::goroutine]
    pub(super) fn main() {
        panic!("the inner main fails");
    }
}

mod leaving {
    #[goroutines::goroutine]
    pub(super) fn main() {
        goroutines::runtime::goexit();
    }
}

fn payload_of(main: impl FnOnce() -> ExitCode) -> Box<dyn std::any::Any + Send> {
    match catch_unwind(AssertUnwindSafe(main)) {
        Err(payload) => payload,
        Ok(code) => panic!("it has returned {code:?}"),
    }
}

fn inner_panics() -> ExitCode {
    let _ = counting::main();
    assert_eq!(payload_of(failing::main).downcast_ref(), Some(&"the inner main fails"));
    done()
}

fn inner_leaves() -> ExitCode {
    let _ = counting::main();
    assert!(payload_of(leaving::main).is::<Goexit>());
    done()
}

static LEFT_BEHIND: WaitGroup = WaitGroup::new();

/// What main has left behind goes on when the process does.
fn goes_on() -> ExitCode {
    mod left {
        #[goroutines::goroutine]
        pub(super) fn main() {
            super::LEFT_BEHIND.add(1);
            goroutines::go!(|| {
                (0..100).for_each(|_| goroutines::yield_now());
                super::LEFT_BEHIND.done();
            });
        }
    }

    let _ = left::main();
    assert_eq!(go!(|| 7).join().unwrap(), 7);
    LEFT_BEHIND.wait();
    done()
}

/// As [`goes_on`], where only another thread uses the runtime.
fn goes_on_elsewhere() -> ExitCode {
    let _ = counting::main();
    let other = thread::spawn(|| go!(|| 7).join().unwrap());
    assert_eq!(other.join().unwrap(), 7);
    done()
}

mod larger_stacks {
    #[goroutines::goroutine(stack_size = "2 MiB")]
    pub(super) fn main() {}
}

mod one_at_a_time {
    #[goroutines::goroutine(max_procs = 1, panic = "abort")]
    pub(super) fn main() {}
}

/// The stacks of goroutines that started before, of those that start later, and what the idle ones are used for.
fn stack_size_comes_late() -> ExitCode {
    const HELD: usize = 180 << 10;
    const OTHERS: usize = 50 << 10;

    fn fill<const N: usize>(byte: u8, hold: impl FnOnce()) -> usize {
        let mut bytes = [byte; N];
        hint::black_box(&mut bytes);
        hold();
        hint::black_box(&mut bytes).iter().filter(|&&found| found != byte).count()
    }

    let started = WaitGroup::new();
    started.add(2);
    let (end_first, first_ends) = chan::<()>(0);
    let (end_second, second_ends) = chan::<()>(0);
    let first = go!(|started = started.clone(), first_ends| {
        started.done();
        let _ = first_ends.recv();
    });
    let second = go!(|started = started.clone(), second_ends| fill::<HELD>(7, || {
        started.done();
        let _ = second_ends.recv();
    }));
    started.wait();
    let _ = larger_stacks::main();
    drop(end_first);
    first.join().unwrap();
    for _ in 0..4 {
        assert_eq!(go!(|| fill::<OTHERS>(9, yield_now)).join().unwrap(), 0);
    }
    drop(end_second);
    assert_eq!(second.join().unwrap(), 0, "bytes of a live array that others wrote");
    done()
}

fn options_come_late() -> ExitCode {
    let before = runtime::max_procs();
    let _ = one_at_a_time::main();
    assert_eq!(runtime::max_procs(), before);
    // It would end the process.
    assert!(go!(|| panic!("its own end only")).join().is_err());
    done()
}
