//! What is printed when things go wrong.

use super::dump::{self, Form, Listing};
use super::timeline;
use crate::base::exit;
use crate::base::stderr::{self, Stderr};
use crate::engine::limits::{Shortage, Size};
use crate::engine::{Context, limits};
use crate::sched::roster;
use crate::task::current;
use std::fmt::Display;
use std::io::Write;
use std::ops::Range;

/// The exit status of a process that the runtime ends: Go's.
const STATUS: i32 = 2;

/// Ends the process: no goroutine can ever run again.
pub(crate) fn deadlock() -> ! {
    end("fatal error: all goroutines are asleep - deadlock!\n", Some(&Listing::take()))
}

/// Ends the process: the main goroutine has left it to others, and now the last of them has ended.
pub(crate) fn no_goroutines() -> ! {
    end("fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n", None)
}

/// Ends the process: somebody at the terminal wants to know what it is doing.
pub(crate) fn quit() -> ! {
    print("SIGQUIT: quit\n", Some(&Listing::take()));
    // Whichever thread the signal has come to may still be in its handler.
    exit::at_once(STATUS)
}

/// Ends the process: goroutines wait for a stack, and none can become free.
pub(crate) fn no_stack() -> ! {
    let unstarted = dump::unstarted();
    let waiting = if unstarted == 1 {
        "1 goroutine cannot start".to_owned()
    } else {
        format!("{unstarted} goroutines cannot start")
    };
    let others = match roster::num_goroutine().saturating_sub(unstarted) {
        0 => String::new(),
        1 => ", and the only other one is asleep".to_owned(),
        others => format!(", and all {others} others are asleep"),
    };
    end(&format!("fatal error: {waiting}{others}: {}\n", why_no_stack()), None)
}

/// A goroutine waits for a stack. Ends the process if that is for ever.
pub(crate) fn no_stack_for_now(shortage: Shortage) {
    if shortage.is_hopeless() {
        cannot_start(&shortage);
    }
    stderr::report(format_args!("goroutines: {shortage}; goroutines that cannot start wait until there is room\n"));
}

/// Ends the process: goroutines cannot start, now or later.
pub(crate) fn cannot_start(why: &dyn Display) -> ! {
    end(&format!("fatal error: goroutines cannot start: {why}\n"), None)
}

fn why_no_stack() -> String {
    limits::last_refusal()
        .map_or_else(|| "there is no room for another stack".to_owned(), |shortage| shortage.to_string())
}

fn end(headline: &str, listing: Option<&Listing>) -> ! {
    print(headline, listing);
    std::process::exit(STATUS)
}

fn print(headline: &str, listing: Option<&Listing>) {
    timeline::end();
    let mut out = Stderr::new();
    // There is nobody to tell that a report cannot be written.
    let _ = out.write_all(headline.as_bytes());
    if let Some(listing) = listing {
        let _ = out.write_all(b"\n");
        let _ = listing.write(&mut out, Form::asked_for());
    }
    out.flush();
}

/// Says in which goroutine a fault has happened. If it is the overflow of the stack in use, returns where that is, with its
/// guard. Called by a signal handler: no lock, no allocation.
pub(crate) fn fault(address: usize, out: &mut Stderr) -> Option<Range<usize>> {
    let local = current::local()?;
    let context = local.context.get()?;
    // SAFETY: the pointer is set while the context runs, which it does on this very thread.
    let context: &Context = unsafe { context.as_ref() };
    let overflow = context.guard().contains(&address);
    local.with_running(|task| {
        let _ = write!(out, "\ngoroutine {}", task.id);
        if let Some(name) = task.name() {
            let _ = write!(out, " ({name})");
        }
        let _ = write!(out, ", started at {}, ", task.spawned_at);
        if overflow {
            let size = context.stack_size();
            let _ = writeln!(
                out,
                "has overflowed its stack of {}\nfatal error: stack overflow; a larger stack is had with \
                 `go!(#[goroutine(stack_size = \"{}\")] …)` or `Builder::stack_size`",
                Size(size),
                Size(size.saturating_mul(4)),
            );
        } else {
            let _ = writeln!(out, "has accessed memory that is not there, at address {address:#x}");
        }
    });
    overflow.then(|| context.guard().start..context.guard().end + context.stack_size())
}
