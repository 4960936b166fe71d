//! A program that needs little, for the tests of what it does where even that is not to be had.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::time::sleep;
use goroutines_tests::ms;
use goroutines_tests::process::status;
use std::env;
use std::process::{Command, Stdio};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        // Until then there is a timer, so that this is no deadlock.
        Some("timer") => {
            let waits = go!(|| "it has run");
            while !waits.is_finished() {
                sleep(ms(1));
            }
            println!("{}", waits.join().unwrap());
        }
        // Others wait for main, which is awake.
        Some("awake") => {
            let waits = go!(|| "it has run");
            while !waits.is_finished() {
                goroutines::yield_now();
            }
            println!("{}", waits.join().unwrap());
        }
        Some("later") => less_and_less(),
        Some("deadlock") => chan::<()>(0).1.recv().unwrap(),
        other => panic!("no scenario {other:?}"),
    }
}

/// The limit of address space comes down while the program runs, and goes up again.
fn less_and_less() {
    go!(|| ()).join().unwrap();
    // It is started now, for there may be no memory to start it later.
    let mut raise = Command::new("sh")
        .args(["-c", "read line; exec prlimit --pid $0 --as=unlimited:unlimited", &std::process::id().to_string()])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    // Enough for everything but more stacks, which leave more to others.
    set_limit(&format!("--as={}:unlimited", (status("VmSize") << 10) + (20 << 20)));
    let (tx, rx) = chan::<()>(0);
    let first = go!(|rx = rx.clone()| _ = rx.recv());
    let others: Vec<_> = (0..200).map(|_| go!(|rx = rx.clone()| _ = rx.recv())).collect();
    sleep(ms(100));
    assert!(!others.iter().all(|other| other.is_finished()));
    drop(raise.stdin.take());
    assert!(raise.wait().unwrap().success());
    drop(tx);
    first.join().unwrap();
    others.into_iter().for_each(|other| other.join().unwrap());
    println!("all have run");
}

fn set_limit(limit: &str) {
    let prlimit = Command::new("prlimit").args(["--pid", &std::process::id().to_string(), limit]).status().unwrap();
    assert!(prlimit.success());
}
