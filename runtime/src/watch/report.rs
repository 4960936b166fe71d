//! What is printed when things go wrong, and the list of goroutines in it.

use crate::engine::limits::Size;
use crate::engine::overflow::Stderr;
use crate::engine::{Context, limits};
use crate::sched::{roster, worker};
use crate::task::current;
use crate::task::reason::Reason;
use crate::task::record::Task;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The exit status of a process that the runtime ends: Go's.
const STATUS: i32 = 2;

/// What a report says of one goroutine.
struct Line {
    id: u64,
    text: String,
}

/// Ends the process: no goroutine can ever run again.
pub(crate) fn deadlock() -> ! {
    let mut out = String::from("fatal error: all goroutines are asleep - deadlock!\n");
    for line in lines() {
        out.push('\n');
        out.push_str(&line.text);
    }
    end(&out)
}

/// Ends the process: goroutines wait for a stack, and none can become free.
pub(crate) fn no_stack() -> ! {
    let size = worker::default_stack_size();
    let unstarted: usize = roster::homes().iter().map(|home| home.fresh.len() + home.mail.len()).sum();
    let why = match limits::shortage(size) {
        Some(shortage) => shortage.to_string(),
        None => format!("no room for another goroutine stack of {}", Size(size)),
    };
    end(&format!(
        "fatal error: {unstarted} goroutines cannot start, and all {} others are asleep: {why}\n",
        roster::num_goroutine().saturating_sub(unstarted),
    ))
}

fn end(report: &str) -> ! {
    let _ = io::stderr().write_all(report.as_bytes());
    std::process::exit(STATUS)
}

/// A paragraph for each goroutine that has been suspended, by id.
fn lines() -> Vec<Line> {
    let mut lines = Vec::new();
    for home in roster::homes() {
        home.for_each_listed(|task| lines.push(Line { id: task.id, text: describe(task) }));
    }
    lines.sort_by_key(|line| line.id);
    lines
}

fn describe(task: &Task) -> String {
    let mut text = format!("goroutine {} [{}]:", task.id, task.reason().text());
    if let Some(name) = task.name() {
        let _ = write!(text, " {name}");
    }
    text.push('\n');
    let waits = !matches!(task.reason(), Reason::Running | Reason::Runnable);
    if let (true, Some(location)) = (waits, task.blocked_at()) {
        let _ = writeln!(text, "\tblocked at {location}");
    }
    let _ = write!(text, "\tstarted at {}", task.spawned_at);
    if task.parent != 0 {
        let _ = write!(text, " in goroutine {}", task.parent);
    }
    text.push('\n');
    text
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
