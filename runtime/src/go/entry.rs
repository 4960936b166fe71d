//! What `#[goroutine]` makes of `fn main` and of tests.

#![forbid(unsafe_code)]

use super::join::JoinHandle;
use super::panic::Goexit;
use super::{boot, panic, spawn};
use crate::engine::limits;
use crate::sched::worker;
use crate::select::operand::block_forever;
use crate::task::record::Options;
use crate::watch::{deadlock, quit};
use std::any::Any;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::process::{ExitCode, Termination};

/// The stack of the main goroutine: that of a main thread.
const MAIN_STACK_SIZE: usize = 8 << 20;

/// The status of a process whose main goroutine has panicked: std's for the main thread.
const PANICKED: u8 = 101;

/// The options of `#[goroutine]` on `fn main`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct MainOptions {
    max_procs: Option<usize>,
    stack_size: Option<usize>,
    abort_on_panic: bool,
}

impl MainOptions {
    /// No options.
    pub const fn new() -> MainOptions {
        MainOptions { max_procs: None, stack_size: None, abort_on_panic: false }
    }

    /// How many workers there are.
    pub const fn max_procs(mut self, workers: usize) -> MainOptions {
        self.max_procs = Some(workers);
        self
    }

    /// The stack size of goroutines that ask for none, in bytes.
    pub const fn stack_size(mut self, bytes: usize) -> MainOptions {
        self.stack_size = Some(bytes);
        self
    }

    /// A goroutine's panic ends the process.
    pub const fn abort_on_panic(mut self) -> MainOptions {
        self.abort_on_panic = true;
        self
    }
}

/// Runs the body of `fn main` as goroutine 1 and waits for it on the process's initial thread.
///
/// No goroutine runs on that thread: it ends the process by returning from `main`, and its thread-local
/// destructors must not run under suspended goroutines.
#[doc(hidden)]
#[track_caller]
pub fn run_main<T: Termination>(options: MainOptions, body: impl FnOnce() -> T + Send + 'static) -> ExitCode {
    let location = Location::caller();
    if let Some(size) = options.stack_size {
        worker::set_default_stack_size(size);
    }
    if options.abort_on_panic {
        panic::abort_on_panic();
    }
    boot::with_workers(options.max_procs);
    quit::install();
    // The result need not be `Send`: the goroutine reports it itself.
    let main = Options { name: Some("main".to_owned()), stack_size: Some(limits::clamp(MAIN_STACK_SIZE)) };
    let handle: JoinHandle<ExitCode> = spawn::spawn_main(main, location, move || {
        let result = catch_unwind(AssertUnwindSafe(body));
        if matches!(&result, Err(payload) if payload.is::<Goexit>()) {
            deadlock::main_leaves();
        }
        result.unwrap_or_else(|payload| resume_unwind(payload)).report()
    });
    let code = match handle.join() {
        Ok(code) => code,
        // As in Go, the others go on, and the process ends when none is left.
        Err(payload) if payload.is::<Goexit>() => block_forever(),
        Err(_) => ExitCode::from(PANICKED),
    };
    panic::finish_reports();
    code
}

/// Runs the body of a test as a goroutine and panics as it does.
#[doc(hidden)]
#[track_caller]
pub fn run_test(body: impl FnOnce() + Send + 'static) {
    if let Err(payload) = start_test(body).join() {
        fail_test(payload);
    }
}

/// As [`run_test`], for a test with a result.
#[doc(hidden)]
#[track_caller]
pub fn run_test_with<T: Termination>(body: impl FnOnce() -> T + Send + 'static) -> ExitCode {
    match start_test(move || body().report()).join() {
        Ok(code) => code,
        Err(payload) => fail_test(payload),
    }
}

/// Fails the test as its goroutine has failed. The panic hook ran on the goroutine's worker, whose output libtest does
/// not capture; the message of this panic stands in the report of the right test. (It contains that of the goroutine, as
/// `should_panic(expected = …)` wants it. Printing it instead would need `eprint!`, see `base/stderr`.)
#[track_caller]
fn fail_test(payload: Box<dyn Any + Send>) -> ! {
    let text = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    match text {
        Some(text) => panic!("the goroutine of this test has panicked: {text}"),
        None => resume_unwind(payload),
    }
}

/// A test's goroutine has the name of the test, which libtest gives its thread, and as large a stack.
#[track_caller]
fn start_test<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    const TEST_STACK_SIZE: usize = 2 << 20;
    let name = std::thread::current().name().map(str::to_owned);
    let options = Options { name, stack_size: Some(limits::clamp(TEST_STACK_SIZE)) };
    spawn::spawn_with(options, Location::caller(), body)
}
