//! A program that has no descriptor left.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::{runtime, yield_now};
use std::fs::File;
use std::io;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{env, iter, thread};

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        Some("deadlock") => deadlock::main(),
        Some("deadlock-of-a-library") => deadlock_of_a_library(),
        Some("dump") => dump::main(),
        Some("foreign") => foreign::main(),
        Some("stuck") => stuck::main(),
        other => panic!("no scenario {other:?}"),
    }
}

fn deadlock_of_a_library() -> ExitCode {
    let _files = use_up();
    let (_tx, rx) = chan::<i32>(0);
    go!(|rx = rx.clone()| park(&rx));
    park(&rx);
    ExitCode::SUCCESS
}

/// Opens files until the system refuses.
fn use_up() -> Vec<File> {
    let files = iter::from_fn(|| File::open("/dev/null").ok()).collect();
    assert!(File::open("/dev/null").is_err_and(|refusal| refusal.raw_os_error() == Some(24)));
    files
}

#[inline(never)]
fn park(rx: &Receiver<i32>) {
    let _ = rx.recv();
    std::hint::black_box(());
}

mod deadlock {
    use super::*;

    #[goroutine(allow(blocking_call))]
    pub(super) fn main() {
        let _files = use_up();
        let (_tx, rx) = chan::<i32>(0);
        park(&rx);
    }
}

mod dump {
    use super::*;

    #[goroutine(allow(blocking_call))]
    pub(super) fn main() {
        let (tx, rx) = chan::<i32>(0);
        let parked = go!(|| park(&rx));
        while runtime::metrics().waiting == 0 {
            yield_now();
        }
        for _ in 0..2 {
            // Twice: what was needed for the first is there again.
            let _files = use_up();
            runtime::dump(&mut io::stdout()).unwrap();
            println!("---");
        }
        drop(tx);
        parked.join().unwrap();
    }
}

/// All goroutines are asleep, and a thread wakes one in the end.
mod foreign {
    use super::*;

    #[goroutine(allow(blocking_call))]
    pub(super) fn main() {
        let (tx, rx) = chan::<i32>(0);
        let sleeper = thread::spawn(move || {
            thread::sleep(std::time::Duration::from_millis(300));
            tx.send(1).unwrap();
        });
        let _files = use_up();
        rx.recv().unwrap();
        sleeper.join().unwrap();
        println!("woken");
    }
}

/// The only worker is asleep in a call that blocks its thread, until one that has not started does something about it.
mod stuck {
    use super::*;

    #[goroutine(max_procs = 1, allow(blocking_call))]
    pub(super) fn main() {
        static DONE: AtomicBool = AtomicBool::new(false);
        let _files = use_up();
        let me = thread::current();
        go!(|| {
            DONE.store(true, Ordering::Release);
            me.unpark();
        });
        while !DONE.load(Ordering::Acquire) {
            thread::park();
        }
        println!("taken over");
    }
}
