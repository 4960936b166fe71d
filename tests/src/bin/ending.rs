//! Programs for the tests of how a process ends, and of what is true of a whole process only.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime;
use goroutines_tests::process::status;
use std::io::{self, Write};
use std::process::ExitCode;
use std::{env, hint};

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        Some("unit") => done(unit::main()),
        Some("ok") => ok::main(),
        Some("err") => err::main(),
        Some("code") => code::main(),
        Some("panic") => panicking::main(),
        Some("panic-in-goroutine") => done(panic_in_goroutine::main()),
        Some("abort") => done(abort::main()),
        Some("abort-goexit") => done(abort_goexit::main()),
        Some("tight-loop") => done(tight_loop::main()),
        Some("destructors") => done(destructors::main()),
        Some("overflow") => done(overflow::main()),
        Some("default-overflow") => done(default_overflow::main()),
        Some("main-overflow") => done(main_overflow::main()),
        Some("workers") => workers(),
        Some("three-workers") => done(three_workers::main()),
        Some("count") => done(count::main()),
        Some("crowd") => done(crowd::main()),
        Some("losing-arms") => done(losing_arms::main()),
        Some("batches") => done(batches::main()),
        Some("thread-only") => thread_only(),
        other => panic!("no scenario {other:?}"),
    }
}

fn done(code: ExitCode) -> ExitCode {
    code
}

/// Says on drop that it was dropped.
struct Speaks(&'static str);

impl Drop for Speaks {
    fn drop(&mut self) {
        say(self.0);
    }
}

fn say(text: &str) {
    writeln!(io::stdout(), "{text}").expect("stdout is open");
}

mod unit {
    #[goroutines::goroutine]
    pub(super) fn main() {
        super::say("in a goroutine");
    }
}

mod ok {
    #[goroutines::goroutine]
    pub(super) fn main() -> Result<(), String> {
        Ok(())
    }
}

mod err {
    #[goroutines::goroutine]
    pub(super) fn main() -> Result<(), String> {
        let _speaks = super::Speaks("destructors of main run");
        Err("no luck".to_owned())?;
        unreachable!()
    }
}

mod code {
    #[goroutines::goroutine]
    pub(super) fn main() -> std::process::ExitCode {
        std::process::ExitCode::from(7)
    }
}

mod panicking {
    #[goroutines::goroutine]
    pub(super) fn main() {
        let _speaks = super::Speaks("destructors of main run");
        panic!("main panics");
    }
}

mod panic_in_goroutine {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        let handle = go!(
            #[goroutine(name = "unlucky")]
            || panic!("only this one")
        );
        assert_eq!(handle.join().unwrap_err().downcast_ref(), Some(&"only this one"));
        say("main goes on");
    }
}

mod abort {
    use super::*;

    #[goroutine(panic = "abort")]
    pub(super) fn main() {
        let handle = go! {
            let _speaks = Speaks("deferred calls run");
            panic!("the end of all");
        };
        let _ = handle.join();
        say("main goes on");
    }
}

mod abort_goexit {
    use super::*;

    #[goroutine(panic = "abort")]
    pub(super) fn main() {
        let handle = go! {
            runtime::goexit();
        };
        assert!(handle.join().unwrap_err().is::<runtime::Goexit>());
        say("goexit is no panic");
    }
}

mod tight_loop {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        // With one worker the loop must not begin before main is done: it would never end.
        if runtime::max_procs() > 1 {
            let (tx, rx) = chan(0);
            for _ in 1..runtime::max_procs() {
                go!(|tx = tx.clone()| {
                    let _speaks = Speaks("a destructor has run");
                    let _ = tx.try_send(());
                    loop {
                        hint::spin_loop();
                    }
                });
            }
            let _ = rx.recv_timeout(goroutines_tests::ms(20));
        }
        let _speaks = Speaks("main returns");
    }
}

mod destructors {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        let (tx, rx) = chan::<()>(0);
        // Not even the end of main closes this channel.
        std::mem::forget(tx);
        let (here_tx, here_rx) = chan(0);
        for _ in 0..10 {
            go!(|rx = rx.clone(), here_tx = here_tx.clone()| {
                let _speaks = Speaks("a destructor has run");
                here_tx.send(()).unwrap();
                let _ = rx.recv();
            });
        }
        for _ in 0..10 {
            here_rx.recv().unwrap();
        }
        say("main returns");
    }
}

fn deep(level: u64) -> u64 {
    let frame = hint::black_box([level; 64]);
    if level == u64::MAX { 0 } else { deep(level + 1) + frame[9] }
}

mod overflow {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        let handle = go!(
            #[goroutine(name = "digger", stack_size = "512 KiB")]
            deep(1)
        );
        let _ = handle.join();
    }
}

mod default_overflow {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        let handle = go!(deep(1));
        let _ = handle.join();
    }
}

mod main_overflow {
    #[goroutines::goroutine]
    pub(super) fn main() {
        super::deep(1);
    }
}

fn workers() -> ExitCode {
    say(&format!("{} of {}", runtime::max_procs(), runtime::num_cpu()));
    ExitCode::SUCCESS
}

mod three_workers {
    use super::*;

    #[goroutine(max_procs = 3)]
    pub(super) fn main() {
        say(&runtime::max_procs().to_string());
    }
}

mod count {
    use super::*;
    use goroutines::JoinHandle;

    #[goroutine]
    pub(super) fn main() {
        assert_eq!(runtime::num_goroutine(), 1);
        let (tx, rx) = chan::<()>(0);
        let handles: Vec<JoinHandle<()>> =
            (0..10).map(|_| go!(|rx = rx.clone()| assert!(rx.recv().is_err()))).collect();
        assert_eq!(runtime::num_goroutine(), 11);
        goroutines::yield_now();
        assert_eq!(runtime::num_goroutine(), 11, "blocked ones count");
        drop(tx);
        for handle in handles {
            handle.join().unwrap();
        }
        assert_eq!(runtime::num_goroutine(), 1, "joined ones do not");
        say("counted");
    }
}

mod crowd {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        let crowd = 20_000;
        let (tx, rx) = chan::<()>(0);
        let (here_tx, here_rx) = chan(0);
        for _ in 0..crowd {
            go!(|rx = rx.clone(), here_tx = here_tx.clone()| {
                here_tx.send(()).unwrap();
                let _ = rx.recv();
                here_tx.send(()).unwrap();
            });
        }
        for _ in 0..crowd {
            here_rx.recv().unwrap();
        }
        assert_eq!(runtime::num_goroutine(), crowd + 1);
        drop(tx);
        for _ in 0..crowd {
            here_rx.recv().unwrap();
        }
        say("all were there");
    }
}

/// More than what is measured can vary by, in kilobytes.
const SOME_KILOBYTES: usize = 6_000;

mod losing_arms {
    use super::*;

    /// SE-16: selects of which one arm is never ready.
    #[goroutine]
    pub(super) fn main() {
        let (_never_tx, silent) = chan::<i32>(0);
        let (tx, rx) = chan(0);
        go! {
            while tx.send(1).is_ok() {}
        };
        let receive = |count| {
            for _ in 0..count {
                select! {
                    _ = <-silent => panic!("nothing is sent"),
                    value = <-rx => drop(value.unwrap().to_string()),
                }
            }
        };
        receive(10_000);
        let before = status("VmRSS");
        receive(100_000);
        let after = status("VmRSS");
        assert!(after < before + SOME_KILOBYTES, "{before} kB before, {after} kB after");
        say("no more than before");
    }
}

mod batches {
    use super::*;

    fn touch(level: usize) -> usize {
        let frame = hint::black_box([level; 256]);
        if level == 0 { 0 } else { touch(level - 1) + frame[9] - level + 1 }
    }

    /// GO-14: batches of goroutines that use 128 KiB of stack each.
    #[goroutine]
    pub(super) fn main() {
        let batch = || {
            let handles: Vec<_> = (0..32).map(|_| go!(touch(60))).collect();
            for handle in handles {
                assert_eq!(handle.join().unwrap(), 60);
            }
        };
        (0..16).for_each(|_| batch());
        let before = status("VmRSS");
        (0..256).for_each(|_| batch());
        let after = status("VmRSS");
        assert!(after < before + SOME_KILOBYTES, "{before} kB before, {after} kB after");
        say("no more than before");
    }
}

/// Without `#[goroutine] fn main`: the program ends when `main` returns, whatever goroutines do.
fn thread_only() -> ExitCode {
    let (tx, rx) = chan(0);
    go! {
        let _speaks = Speaks("a destructor has run");
        tx.send(1).unwrap();
        select! {}
    };
    assert_eq!(rx.recv(), Ok(1));
    say("main returns");
    ExitCode::SUCCESS
}
