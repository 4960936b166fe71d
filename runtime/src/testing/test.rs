//! What `#[goroutine]` makes of tests with options.

#![forbid(unsafe_code)]

use super::explore::Body;
use super::verdict;
use super::{Explorer, in_turn};
use crate::base::stderr::Stderr;
use crate::base::user_code;
use crate::go::entry;
use crate::watch::dump::{Form, Listing};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::process::{ExitCode, Termination};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// The options of `#[goroutine]` on a test.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct TestOptions {
    bubble: bool,
    explorer: Option<Explorer>,
    deadline: Option<Duration>,
}

impl TestOptions {
    /// No options.
    pub const fn new() -> TestOptions {
        TestOptions { bubble: false, explorer: None, deadline: None }
    }

    /// The test runs in a bubble.
    pub const fn bubble(mut self) -> TestOptions {
        self.bubble = true;
        self
    }

    /// It runs in bubbles under so many schedules.
    pub const fn schedules(mut self, schedules: u64) -> TestOptions {
        self.explorer = Some(Explorer::new().schedules(schedules));
        self
    }

    /// It runs in bubbles under all schedules.
    pub const fn all_schedules(mut self) -> TestOptions {
        self.explorer = Some(Explorer::new().all());
        self
    }

    /// It fails after this time.
    pub const fn deadline(mut self, nanoseconds: u64) -> TestOptions {
        self.deadline = Some(Duration::from_nanos(nanoseconds));
        self
    }

    /// Runs the body of a test.
    #[track_caller]
    pub fn run(self, body: impl Fn() + Send + Sync + 'static) {
        let location = Location::caller();
        let Some(deadline) = self.deadline else { return self.run_now(location, body) };
        let (done, result) = mpsc::channel();
        let watched = move || {
            let _ = done.send(catch_unwind(AssertUnwindSafe(|| self.run_now(location, body))));
        };
        let name = thread::current().name().unwrap_or("a test with a deadline").to_owned();
        // Nobody waits for its end: that may never come.
        let thread = thread::Builder::new().name(name).spawn(watched);
        if let Err(refusal) = thread {
            panic!("a test with a deadline needs a thread of its own, and the system refuses another: {refusal}");
        }
        match result.recv_timeout(deadline) {
            Ok(Ok(())) => {}
            Ok(Err(payload)) => resume_unwind(payload),
            Err(RecvTimeoutError::Timeout) => out_of_time(deadline),
            Err(RecvTimeoutError::Disconnected) => unreachable!("a panic is caught and sent"),
        }
    }

    #[track_caller]
    fn run_now(self, location: &'static Location<'static>, body: impl Fn() + Send + Sync + 'static) {
        let name = thread::current().name().map(str::to_owned);
        let result = match self.explorer {
            Some(explorer) => explorer.explore(Body { name, location, f: Arc::new(body) }).map(drop),
            None if self.bubble => verdict::run(name, location, in_turn(), body).0,
            None => return entry::run_test(body),
        };
        if let Err(failure) = result {
            failure.fail_test();
        }
    }

    /// As [`run`](TestOptions::run), for a test with a result.
    #[track_caller]
    pub fn run_with<T: Termination>(self, body: impl Fn() -> T + Send + Sync + 'static) -> ExitCode {
        self.run(move || {
            // What is no success has been reported in the words of its type.
            let number = entry::number_of(user_code::call(&body).report());
            assert!(number == 0, "the test has returned an error, or the exit code {number}");
        });
        ExitCode::SUCCESS
    }
}

impl Default for TestOptions {
    fn default() -> Self {
        TestOptions::new()
    }
}

/// Fails a test that has not ended in time, with the dump of all goroutines.
#[track_caller]
fn out_of_time(deadline: Duration) -> ! {
    let mut dump = Vec::new();
    let _ = Listing::take().write(&mut dump, Form::Full);
    let mut out = Stderr::new();
    let _ = out.write_all(&dump);
    out.flush();
    panic!("the test has not ended after {deadline:?}; the goroutines that there are stand above")
}
