//! One body, run on plain threads or on goroutines.

use crate::watch;
use std::panic::resume_unwind;
use std::thread;
use std::time::Duration;

/// The stack of a test's goroutine: that of a test's thread.
const TEST_STACK_SIZE: usize = 2 << 20;

/// What a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// The threads of std.
    Threads,
    /// Goroutines.
    Goroutines,
}

impl World {
    /// Runs a test's body in this world, under the watchdog.
    ///
    /// # Panics
    ///
    /// If the body does.
    pub fn run(self, name: &str, body: fn(World)) {
        let _watch = watch(&format!("{name} on {self:?}"));
        match self {
            World::Threads => body(self),
            World::Goroutines => {
                let builder = goroutines::Builder::new().name(name).stack_size(TEST_STACK_SIZE);
                let handle = builder.spawn(move || body(self)).expect("a stack for the test");
                if let Err(payload) = handle.join() {
                    resume_unwind(payload);
                }
            }
        }
    }

    /// A scope of this world, in which threads or goroutines borrow.
    pub fn scope<'env, T>(self, f: impl for<'scope> FnOnce(Scope<'scope, 'env>) -> T) -> T {
        match self {
            World::Threads => thread::scope(|scope| f(Scope::Threads(scope))),
            World::Goroutines => goroutines::scope(|scope| f(Scope::Goroutines(scope))),
        }
    }

    /// Sleeps as this world does.
    pub fn sleep(self, duration: Duration) {
        match self {
            World::Threads => thread::sleep(duration),
            World::Goroutines => goroutines::time::sleep(duration),
        }
    }

    /// Lets others run.
    pub fn yield_now(self) {
        match self {
            World::Threads => thread::yield_now(),
            World::Goroutines => goroutines::yield_now(),
        }
    }
}

/// A scope of either world.
#[derive(Clone, Copy)]
pub enum Scope<'scope, 'env: 'scope> {
    /// A scope of std.
    Threads(&'scope thread::Scope<'scope, 'env>),
    /// A scope of goroutines.
    Goroutines(&'scope goroutines::Scope<'scope, 'env>),
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread or a goroutine that may borrow.
    pub fn spawn<T: Send + 'scope>(self, f: impl FnOnce() -> T + Send + 'scope) -> Handle<'scope, T> {
        match self {
            Scope::Threads(scope) => Handle::Thread(scope.spawn(f)),
            Scope::Goroutines(scope) => Handle::Goroutine(scope.spawn(f)),
        }
    }
}

/// A handle of either world.
pub enum Handle<'scope, T> {
    /// To a thread.
    Thread(thread::ScopedJoinHandle<'scope, T>),
    /// To a goroutine.
    Goroutine(goroutines::ScopedJoinHandle<'scope, T>),
}

impl<T> Handle<'_, T> {
    /// Waits for the end and returns the result.
    ///
    /// # Errors
    ///
    /// What it has panicked with.
    pub fn join(self) -> thread::Result<T> {
        match self {
            Handle::Thread(handle) => handle.join(),
            Handle::Goroutine(handle) => handle.join(),
        }
    }

    /// Whether it has ended.
    pub fn is_finished(&self) -> bool {
        match self {
            Handle::Thread(handle) => handle.is_finished(),
            Handle::Goroutine(handle) => handle.is_finished(),
        }
    }
}
