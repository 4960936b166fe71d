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
        Some("deep-dump") => {
            let _tx = start_deep_down();
            dump();
        }
        Some("deep-deadlock") => {
            let (_tx, rx) = start_deep_down();
            let _ = rx.recv();
        }
        Some("deep-quit") => {
            let _tx = start_deep_down();
            quit_from_a_thread();
            sleep(ms(100_000));
        }
        Some("talk") => dump_while_they_talk(),
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

#[inline(never)]
fn outermost(rx: &Receiver<()>) {
    middle(rx);
    std::hint::black_box(());
}

#[inline(never)]
fn middle(rx: &Receiver<()>) {
    innermost(rx);
    std::hint::black_box(());
}

#[inline(never)]
fn innermost(rx: &Receiver<()>) {
    let _ = rx.recv();
}

/// Waits in its destructor.
struct WaitsAtTheEnd(Receiver<()>);

impl Drop for WaitsAtTheEnd {
    fn drop(&mut self) {
        wait_deep_down(self.0.clone())();
    }
}

fn wait_deep_down(rx: Receiver<()>) -> impl FnOnce() {
    move || outermost(&rx)
}

/// Goroutines of several kinds that wait deep down, and do wait when this returns.
fn start_deep_down() -> (Sender<()>, Receiver<()>) {
    use goroutines::Builder;
    let (tx, rx) = chan::<()>(0);
    Builder::new().name("receiver").spawn(wait_deep_down(rx.clone())).unwrap();
    Builder::new().name("small").stack_size(16 << 10).spawn(wait_deep_down(rx.clone())).unwrap();
    let wait = wait_deep_down(rx.clone());
    let yielding = move || {
        for _ in 0..10 {
            yield_now();
        }
        wait();
    };
    Builder::new().name("yielding").spawn(yielding).unwrap();
    let last = WaitsAtTheEnd(rx.clone());
    Builder::new().name("cleaner").spawn(move || drop(last)).unwrap();
    loop {
        let mut text = Vec::new();
        runtime::dump(&mut text).unwrap();
        if String::from_utf8_lossy(&text).matches("[chan receive]").count() == 4 {
            return (tx, rx);
        }
        yield_now();
    }
}

fn dump_while_they_talk() {
    const ROUNDS: u64 = 2_000;
    let pairs: Vec<_> = (0..8)
        .map(|_| {
            let (tx, rx) = chan(0);
            let sender = go! {
                for n in 0..ROUNDS {
                    tx.send(n).unwrap();
                    if n % 16 == 0 {
                        yield_now();
                    }
                    if n % 64 == 0 {
                        sleep(ms(1));
                    }
                }
            };
            (sender, go!(move || rx.iter().sum::<u64>()))
        })
        .collect();
    while !pairs.iter().all(|(sender, receiver)| sender.is_finished() && receiver.is_finished()) {
        runtime::dump(&mut Vec::new()).unwrap();
    }
    for (sender, receiver) in pairs {
        sender.join().unwrap();
        assert_eq!(receiver.join().unwrap(), ROUNDS * (ROUNDS - 1) / 2);
    }
    println!("done");
}
