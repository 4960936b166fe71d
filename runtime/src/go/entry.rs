//! What `#[goroutine]` makes of `fn main` and of tests.
//!
//! *The main goroutine* has the id 1. It is the first `fn main` that a plain thread calls; any other one, such as the `main` of
//! a module, is an ordinary goroutine whose caller waits for it.
//!
//! *Main's end* is the end of the process if it is the process's initial thread that has called it: what is left to do is to
//! return. Then the gate is shut, so that nothing is heard of other goroutines any more (`sched/gate.rs`).

#![forbid(unsafe_code)]

use super::boot::Settings;
use super::join::JoinHandle;
use super::panic::Goexit;
use super::{boot, identity, local, panic, spawn};
use crate::base::{bare_thread, fork, user_code};
use crate::engine;
use crate::engine::limits;
use crate::sched::gate;
use crate::select::expanded::block_forever;
use crate::task::current;
use crate::task::record::Options;
use crate::watch::{deadlock, quit, report, timeline};
use std::any::Any;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::process::{ExitCode, Termination};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The stack of the main goroutine: that of a main thread.
const MAIN_STACK_SIZE: usize = 8 << 20;

/// The options of `#[goroutine]` on `fn main`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct MainOptions(Settings);

impl MainOptions {
    /// No options.
    pub const fn new() -> MainOptions {
        MainOptions(Settings { max_procs: None, stack_size: None, abort_on_panic: false })
    }

    /// How many workers there are.
    pub const fn max_procs(mut self, workers: usize) -> MainOptions {
        self.0.max_procs = Some(workers);
        self
    }

    /// The stack size of goroutines that ask for none, in bytes.
    pub const fn stack_size(mut self, bytes: usize) -> MainOptions {
        self.0.stack_size = Some(bytes);
        self
    }

    /// A goroutine's panic ends the process.
    pub const fn abort_on_panic(mut self) -> MainOptions {
        self.0.abort_on_panic = true;
        self
    }
}

/// Who a call of a `fn main` is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Main {
    /// The main goroutine, and the process ends with it.
    OfTheProcess,
    /// The main goroutine of a process that goes on, such as one of tests.
    First,
    /// An ordinary goroutine.
    Another,
}

impl Main {
    fn of_this_call() -> Main {
        static FIRST_IS_GONE: AtomicBool = AtomicBool::new(false);
        if current::local().is_some() || FIRST_IS_GONE.swap(true, Ordering::Relaxed) {
            Main::Another
        } else if thread::current().name() == Some("main") {
            // So std calls the initial thread.
            Main::OfTheProcess
        } else {
            Main::First
        }
    }
}

/// Runs the body of `fn main` as a goroutine of its own and waits for it on the calling thread, which for the main goroutine is
/// the process's initial one.
///
/// No goroutine runs on that thread: it ends the process by returning from `main`, and its thread-local
/// destructors must not run under suspended goroutines.
#[doc(hidden)]
#[track_caller]
pub fn run_main<T: Termination>(options: MainOptions, body: impl FnOnce() -> T + Send + 'static) -> ExitCode {
    let location = Location::caller();
    boot::with(options.0);
    let which = Main::of_this_call();
    let stack_size = limits::clamp(MAIN_STACK_SIZE);
    if which == Main::OfTheProcess {
        limits::note_start(stack_size);
        // Else the program would come as far as its first `go!` and wait for ever.
        if let Err(shortage) = limits::ever_possible(engine::common_stack_size()) {
            report::cannot_start(&shortage);
        }
    }
    // On another thread, as the boot, for the sake of a small stack on this one. Without it there is no such report.
    let _ = bare_thread::run(quit::install);
    let options = Options { name: Some("main".to_owned()), stack_size: Some(stack_size) };
    // The result need not be `Send`: the goroutine reports it itself.
    let body = move || {
        if which == Main::OfTheProcess {
            panic::watch_main(identity::current());
        }
        let result = catch_unwind(AssertUnwindSafe(|| user_code::call(body).report()));
        // These, too, come before main's end, for a destructor may wait for others.
        let result = local::drop_all(result);
        if fork::is_child() {
            fork::end_child(result.map_or(fork::PANICKED, number_of));
        }
        let leaves = matches!(&result, Err(payload) if payload.is::<Goexit>());
        match which {
            Main::OfTheProcess | Main::First if leaves => deadlock::main_leaves(),
            Main::OfTheProcess => gate::shut(),
            Main::First | Main::Another => {}
        }
        result.unwrap_or_else(|payload| resume_unwind(payload))
    };
    if which == Main::Another {
        return spawn::spawn_with(options, location, body).join().unwrap_or_else(|payload| resume_unwind(payload));
    }
    let handle: JoinHandle<ExitCode> = spawn::spawn_main(options, location, body);
    let result = handle.join();
    if matches!(&result, Err(payload) if payload.is::<Goexit>()) {
        // As in Go, the others go on, and the process ends when none is left.
        block_forever();
    }
    panic::finish_reports();
    // On another thread, as above. If there is none, the trace lacks its end.
    let _ = bare_thread::run(timeline::end);
    gate::main_returns();
    // std gives a process whose main thread panics the status 101.
    result.unwrap_or_else(|payload| resume_unwind(payload))
}

/// An exit code's number, which std keeps to itself.
pub(crate) fn number_of(code: ExitCode) -> i32 {
    (0..u8::MAX).find(|&number| ExitCode::from(number) == code).unwrap_or(u8::MAX).into()
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
    match start_test(move || user_code::call(body).report()).join() {
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
    let name = thread::current().name().map(str::to_owned);
    boot::ensure();
    let options = Options { name, stack_size: Some(limits::clamp(TEST_STACK_SIZE)) };
    spawn::spawn_with(options, Location::caller(), body)
}
