//! What is printed when things go wrong.

use super::dump::{self, Listing};
use crate::engine::limits::Size;
use crate::engine::overflow::Stderr;
use crate::engine::{Context, limits};
use crate::sched::{roster, worker};
use crate::task::current;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The exit status of a process that the runtime ends: Go's.
const STATUS: i32 = 2;

/// Ends the process: no goroutine can ever run again.
pub(crate) fn deadlock() -> ! {
    let mut out = Vec::from(*b"fatal error: all goroutines are asleep - deadlock!\n\n");
    let _ = Listing::take().write(&mut out);
    end(&out)
}

/// Ends the process: goroutines wait for a stack, and none can become free.
pub(crate) fn no_stack() -> ! {
    let size = worker::default_stack_size();
    let unstarted = dump::unstarted();
    let why = match limits::shortage(size) {
        Some(shortage) => shortage.to_string(),
        None => format!("no room for another goroutine stack of {}", Size(size)),
    };
    let others = roster::num_goroutine().saturating_sub(unstarted);
    let text = format!("fatal error: {unstarted} goroutines cannot start, and all {others} others are asleep: {why}\n");
    end(text.as_bytes())
}

fn end(report: &[u8]) -> ! {
    let _ = io::stderr().write_all(report);
    std::process::exit(STATUS)
}

/// Says whether a fault is the overflow of the stack in use, and reports it. Called by a signal handler: no
/// lock, no allocation.
pub(crate) fn overflow(address: usize, out: &mut Stderr) -> bool {
    let Some(local) = current::local() else { return false };
    let Some(context) = local.context.get() else { return false };
    // SAFETY: the pointer is set while the context runs, which it does on this very thread.
    let context: &Context = unsafe { context.as_ref() };
    if !context.guard().contains(&address) {
        return false;
    }
    local
        .with_running(|task| {
            let _ = write!(out, "\ngoroutine {}", task.id);
            if let Some(name) = task.name() {
                let _ = write!(out, " ({name})");
            }
            let size = context.stack_size();
            let _ = writeln!(
                out,
                ", started at {}, has overflowed its stack of {}\nfatal error: stack overflow; a larger stack is had with \
                 `go!(#[goroutine(stack_size = \"{}\")] …)` or `Builder::stack_size`",
                task.spawned_at,
                Size(size),
                Size(size.saturating_mul(4)),
            );
        })
        .is_some()
}
