//! A program whose standard error cannot be written to.

use goroutines::blocking;
use goroutines::prelude::*;
use std::io::Write as _;
use std::process::ExitCode;
use std::{env, io, thread};

/// Makes standard error something that cannot be written to.
fn mute(how: &str) {
    // SAFETY: the calls take numbers, a place for two of them, and a constant text.
    unsafe {
        match how {
            "broken" => {
                let mut ends = [0; 2];
                assert_eq!(libc::pipe(ends.as_mut_ptr()), 0);
                assert_eq!(libc::close(ends[0]), 0);
                assert_eq!(libc::dup2(ends[1], 2), 2);
            }
            "full" => assert_eq!(libc::dup2(libc::open(c"/dev/full".as_ptr(), libc::O_WRONLY), 2), 2),
            "closed" => assert_eq!(libc::close(2), 0),
            other => panic!("no such way {other:?}"),
        }
    }
    assert!(how == "closed" || io::stderr().write_all(b"x").is_err());
}

fn say(what: &str) {
    writeln!(io::stdout(), "{what}").expect("stdout is open");
}

fn main() -> ExitCode {
    mute(&env::args().nth(2).expect("how"));
    match env::args().nth(1).as_deref() {
        Some("panics") => panics::main(),
        Some("main-panics") => main_panics::main(),
        Some("abort") => abort::main(),
        Some("stuck") => stuck::main(),
        Some("deadlock") => deadlock::main(),
        other => panic!("no scenario {other:?}"),
    }
}

mod panics {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        let nameless = go!(|| panic!("of a goroutine"));
        assert!(nameless.join().is_err());
        let named = go!(
            #[goroutine(name = "named")]
            || panic!("of a named goroutine")
        );
        assert!(named.join().is_err());
        let calls = go!(|| blocking(|| panic!("of a blocking call")));
        assert!(calls.join().is_err());
        let caught = std::panic::catch_unwind(|| panic!("of main, caught"));
        assert!(caught.is_err());
        say("survived");
    }
}

mod main_panics {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        defer!(say("deferred calls run"));
        panic!("of main");
    }
}

mod abort {
    use super::*;

    #[goroutine(panic = "abort")]
    pub(super) fn main() {
        defer!(say("deferred calls run"));
        panic!("the end of all");
    }
}

mod stuck {
    use super::*;

    #[goroutine(max_procs = 1, allow(blocking_call))]
    pub(super) fn main() {
        let (tx, rx) = chan::<()>(0);
        let waiter = go!(|| rx.recv());
        goroutines::yield_now();
        drop(tx);
        // Long enough for the report of a stuck worker.
        thread::sleep(std::time::Duration::from_millis(1500));
        let _ = waiter.join();
        say("survived");
    }
}

mod deadlock {
    use super::*;

    #[goroutine]
    pub(super) fn main() {
        let (_tx, rx) = chan::<()>(0);
        let _ = rx.recv();
    }
}
