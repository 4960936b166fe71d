//! Programs for the tests of reports: dumps, signals, `goexit` on the main goroutine.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::time::sleep;
use goroutines::{runtime, yield_now};
use goroutines_tests::ms;
use std::io::{self, Write};
use std::process::{self, Command};
use std::{env, thread};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("main") => println!("{}", runtime::current()),
        Some("unstarted") => dump_the_unstarted(),
        Some("quit-idle") => quit_while_all_wait(),
        Some("quit-busy") => quit_while_main_computes(),
        Some("quit-holding-stderr") => quit_while_somebody_holds_stderr(),
        Some("quit-once") => {
            signal("QUIT");
            println!("goes on");
        }
        Some("term") => {
            signal("TERM");
            select! {}
        }
        Some("goexit") => leave_it_to_another(),
        Some("goexit-alone") => runtime::goexit(),
        Some("goexit-deadlock") => leave_it_to_one_that_waits(),
        Some("goexit-exit") => leave_it_to_one_that_exits(),
        Some("named-panic") => panic_in_a_goroutine_with_a_name(),
        other => panic!("no scenario {other:?}"),
    }
}

fn dump() {
    runtime::dump(&mut io::stdout()).unwrap();
    println!("---");
    io::stdout().flush().unwrap();
}

/// On one worker nothing starts before this goroutine lets it.
fn dump_the_unstarted() {
    for _ in 0..3 {
        go!(|| ());
    }
    dump();
    while runtime::num_goroutine() > 1 {
        yield_now();
    }
    go!(|| ());
    dump();
    while runtime::num_goroutine() > 1 {
        yield_now();
    }
    dump();
}

/// Sends a signal to this process. It has come when this returns, or comes at once.
fn signal(name: &str) {
    let status = Command::new("kill").args([&format!("-{name}"), &process::id().to_string()]).status();
    assert!(status.unwrap().success());
}

/// Three goroutines that wait to receive, and do wait when this returns.
fn start_three() -> Sender<()> {
    let (tx, rx) = chan(0);
    for name in ["first", "second", "third"] {
        let builder = goroutines::Builder::new().name(name);
        let rx = rx.clone();
        builder.spawn(move || rx.recv()).unwrap();
    }
    loop {
        let mut text = Vec::new();
        runtime::dump(&mut text).unwrap();
        if String::from_utf8_lossy(&text).matches("[chan receive]").count() == 3 {
            return tx;
        }
        yield_now();
    }
}

/// Sends the signal when the main goroutine sleeps.
fn quit_from_a_thread() {
    thread::spawn(|| {
        loop {
            let mut text = Vec::new();
            runtime::dump(&mut text).unwrap();
            if String::from_utf8_lossy(&text).contains("goroutine 1 [sleep]") {
                return signal("QUIT");
            }
            thread::yield_now();
        }
    });
}

fn quit_while_all_wait() {
    let _tx = start_three();
    quit_from_a_thread();
    sleep(ms(100_000));
}

fn quit_while_main_computes() {
    let _tx = start_three();
    signal("QUIT");
    loop {
        std::hint::spin_loop();
    }
}

fn quit_while_somebody_holds_stderr() {
    let _tx = start_three();
    let _stderr = io::stderr().lock();
    quit_from_a_thread();
    sleep(ms(100_000));
}

struct Says(&'static str);

impl Drop for Says {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn leave_it_to_another() {
    let (tx, rx) = chan::<()>(0);
    go! {
        let _ = rx.recv();
        sleep(ms(20));
        println!("another");
    };
    let _tx = tx;
    let _says = Says("main's destructor");
    runtime::goexit();
}

fn leave_it_to_one_that_waits() {
    let (tx, rx) = chan::<()>(0);
    go!(
        #[goroutine(name = "other")]
        || {
            let _tx = tx;
            let _ = rx.recv();
        }
    );
    runtime::goexit();
}

fn leave_it_to_one_that_exits() {
    go! {
        sleep(ms(20));
        println!("ended by another");
        process::exit(0);
    };
    runtime::goexit();
}

fn panic_in_a_goroutine_with_a_name() {
    let handle = go!(
        #[goroutine(name = "crawler")]
        || panic!("lost its way")
    );
    assert!(handle.join().is_err());
}
