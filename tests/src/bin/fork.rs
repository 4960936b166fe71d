//! Programs that call `fork`, from a plain thread, from a goroutine, or from a blocking call, before and after the runtime
//! has started.
//!
//! The parent prints how its child has ended; each child is ended by an alarm if it hangs.

use goroutines::channel::bounded;
use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::sync::{Cond, Mutex, RwLock, WaitGroup};
use goroutines::time::{Duration, Instant, Timer};
use goroutines::{Builder, block_on, blocking, runtime, select, yield_now};
use goroutines_tests::ms;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::{env, fs, future, hint, thread};

/// Forks: `None` in the child, in the parent the child's number.
fn fork() -> Option<i32> {
    // SAFETY: what the child does then is what this program is about.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "{}", io::Error::last_os_error());
    if child == 0 {
        // SAFETY: takes a number.
        unsafe { libc::alarm(20) };
        return None;
    }
    Some(child)
}

/// How a child ends: its exit code, or minus the signal's number.
fn wait(child: i32) -> i32 {
    let mut status = 0;
    loop {
        // SAFETY: `status` is a valid place for the answer.
        let waited = unsafe { libc::waitpid(child, &raw mut status, 0) };
        if waited == child {
            break;
        }
        assert_eq!(io::Error::last_os_error().kind(), io::ErrorKind::Interrupted);
    }
    if libc::WIFEXITED(status) { libc::WEXITSTATUS(status) } else { -libc::WTERMSIG(status) }
}

fn say(text: &str) {
    writeln!(io::stdout(), "{text}").expect("stdout is open");
}

/// Forks, has the child do something and end with the status 0, and returns how it has ended.
fn in_child(what: impl FnOnce()) -> i32 {
    match fork() {
        Some(child) => wait(child),
        None => {
            what();
            // SAFETY: takes a number.
            unsafe { libc::_exit(0) }
        }
    }
}

/// Uses the runtime in the way of this name.
fn use_runtime(way: &str) {
    let (tx, rx) = chan::<i32>(0);
    match way {
        "go" => drop(go!(|| 2).join()),
        "builder" => drop(Builder::new().spawn(|| ())),
        "scope" => scope(|s| drop(go!(in s, || 2))),
        "wait-group" => WaitGroup::new().go(|| ()),
        "recv" => drop(rx.recv()),
        "recv-timeout" => drop(rx.recv_timeout(Duration::from_secs(5))),
        "send" => drop(tx.send(1)),
        "select" => drop(select! { v = <-rx => v }),
        "sleep" => goroutines::time::sleep(Duration::from_secs(5)),
        "block-on" => block_on(future::pending()),
        "lock" => {
            let mutex = Arc::new(Mutex::new(0));
            let _guard = mutex.lock();
            let _ = mutex.lock();
        }
        "read" => {
            let lock = Arc::new(RwLock::new(0));
            let _guard = lock.write();
            let _ = lock.read();
        }
        "cond" => {
            let mutex = Mutex::new(0);
            drop(Cond::new().wait(mutex.lock()));
        }
        "timer" => drop(Timer::after_func(ms(1), || ())),
        "context" => drop(Context::background().with_timeout(Duration::from_secs(5))),
        "max-procs" => drop(runtime::set_max_procs(2)),
        "dump" => runtime::dump(&mut io::sink()).unwrap(),
        "metrics" => drop(runtime::metrics()),
        other => panic!("no way {other:?}"),
    }
}

fn main() -> ExitCode {
    let argument = env::args().nth(2).unwrap_or_default();
    match env::args().nth(1).as_deref() {
        // Of a plain thread.
        Some("thread") => {
            go!(|| ()).join().unwrap();
            let status = in_child(|| use_runtime(&argument));
            say(&format!("the child: {status}"));
            say(&format!("the parent: {}", go!(|| 2).join().unwrap()));
        }
        // Of a goroutine.
        Some("goroutine") => {
            let status = go!(|| in_child(|| use_runtime(&argument))).join().unwrap();
            say(&format!("the child: {status}"));
            say(&format!("the parent: {}", go!(|| 2).join().unwrap()));
        }
        Some("main") => return main_forks::main(),
        Some("returns") => returns(),
        Some("main-returns") => return main_returns::main(),
        Some("computes") => computes(),
        Some("blocking") => of_a_blocking_call(),
        Some("quit") => return quit::main(),
        Some("first") => first(),
        Some("first-busy") => first_busy(),
        Some("first-deadlock") => first_deadlock(),
        other => panic!("no scenario {other:?}"),
    }
    ExitCode::SUCCESS
}

mod main_forks {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        let status = in_child(|| use_runtime("go"));
        say(&format!("the child: {status}"));
    }
}

/// The child returns from the closure of its goroutine, and panics in it.
fn returns() {
    let (tx, rx) = bounded::<()>(0);
    // Others, that are ready to run when the child comes back, or wait.
    let others: Vec<_> = (0..10)
        .map(|_| {
            go!(|rx = rx.clone()| {
                let _ = rx.recv();
                say("another");
            })
        })
        .collect();
    for panics in [false, true] {
        let forking = go!(move || {
            match fork() {
                Some(child) => wait(child),
                None if panics => panic!("in the child"),
                None => 0,
            }
        });
        say(&format!("the child: {}", forking.join().unwrap()));
    }
    drop(tx);
    others.into_iter().for_each(|other| other.join().unwrap());
}

/// The child returns from main.
mod main_returns {
    use super::*;

    #[goroutine]
    pub(super) fn main() -> ExitCode {
        let waiting = go!(|| chan::<()>(0).1.recv());
        match fork() {
            Some(child) => {
                say(&format!("the child: {}", wait(child)));
                drop(waiting);
                ExitCode::SUCCESS
            }
            None => {
                say("in the child");
                ExitCode::from(7)
            }
        }
    }
}

/// The child computes for longer than a time slice, with checkpoints, beside others that would like to run.
fn computes() {
    let others: Vec<_> = (0..4)
        .map(|_| {
            go!(|| {
                for _ in 0..1000 {
                    yield_now();
                }
            })
        })
        .collect();
    let status = go!(|| in_child(compute)).join().unwrap();
    say(&format!("the child: {status}"));
    others.into_iter().for_each(|other| other.join().unwrap());
}

#[goroutine]
fn compute() {
    let start = Instant::now();
    while start.elapsed() < ms(50) {
        hint::spin_loop();
        yield_now();
    }
}

/// A closure in a blocking call forks, and its child returns from it.
fn of_a_blocking_call() {
    let status = go!(|| blocking(|| fork().map_or(0, wait))).join().unwrap();
    say(&format!("the child: {status}"));
}

/// The child gets SIGQUIT, which is no business of its parent's.
mod quit {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        let status = in_child(|| {
            let limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
            // SAFETY: the limit (no core dumps) is valid, and so is the signal.
            unsafe {
                libc::setrlimit(libc::RLIMIT_CORE, &raw const limit);
                libc::raise(libc::SIGQUIT);
            }
        });
        say(&format!("the child: {status}"));
        goroutines::time::sleep(ms(20));
        say("the parent goes on");
    }
}

/// The runtime starts in the child.
fn first() {
    let (tx, rx) = bounded::<i32>(0);
    // A thread that waits in the parent alone.
    let waiter = thread::spawn(move || rx.recv());
    let status = in_child(|| {
        let (tx, rx) = chan(0);
        go!(|| tx.send(2).unwrap());
        assert_eq!(rx.recv(), Ok(2));
    });
    say(&format!("the child: {status}"));
    tx.send(1).unwrap();
    say(&format!("the parent: {:?}", waiter.join().unwrap()));
}

/// A thread that waits in a channel's operation, and what ends that. The runtime has not started.
fn waiting_thread() -> impl FnOnce() {
    let (tx, rx) = bounded::<i32>(0);
    let (tell, told) = mpsc::channel();
    let waiter = thread::spawn(move || {
        tell.send(fs::read_link("/proc/thread-self").unwrap()).unwrap();
        rx.recv().unwrap();
    });
    let stat = Path::new("/proc").join(told.recv().unwrap()).join("stat");
    while !fs::read_to_string(&stat).unwrap().rsplit_once(") ").unwrap().1.starts_with('S') {
        thread::yield_now();
    }
    move || {
        tx.send(1).unwrap();
        waiter.join().unwrap();
    }
}

/// The runtime starts in the child, whose only thread computes while all goroutines are asleep. A thread of the parent
/// that waited is not taken for one of the child's.
fn first_busy() {
    let end = waiting_thread();
    let status = in_child(|| {
        let (tx, rx) = chan(0);
        let sleeper = go!(|| rx.recv());
        let start = Instant::now();
        while start.elapsed() < ms(300) {
            hint::spin_loop();
        }
        tx.send(2).unwrap();
        assert_eq!(sleeper.join().unwrap(), Ok(2));
    });
    say(&format!("the child: {status}"));
    end();
}

/// The runtime starts in the child, and a deadlock is reported there.
fn first_deadlock() {
    let end = waiting_thread();
    let status = in_child(|| {
        let (_tx, rx) = chan::<i32>(0);
        let _ = go!(|| rx.recv()).join();
    });
    say(&format!("the child: {status}"));
    end();
}
