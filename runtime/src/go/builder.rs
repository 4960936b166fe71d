//! A goroutine with a name or a stack size of its own.

#![forbid(unsafe_code)]

use super::join::JoinHandle;
use super::scope::{Scope, ScopedJoinHandle};
use super::{boot, spawn};
use crate::engine::{MIN_STACK_SIZE, limits};
use crate::task::record::Options;
use std::io;
use std::panic::Location;

/// Starts goroutines with a name or a stack size: std's `thread::Builder`.
///
/// ```
/// let handle = goroutines::Builder::new()
///     .name("adder")
///     .stack_size(1 << 20)
///     .spawn(|| 2 + 2)
///     .unwrap();
/// assert_eq!(handle.join().unwrap(), 4);
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a builder starts nothing until `spawn` is called"]
pub struct Builder {
    options: Options,
}

impl Builder {
    /// A builder for a goroutine without a name and with the default stack size.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Names the goroutine, for reports.
    pub fn name(mut self, name: impl Into<String>) -> Builder {
        self.options.name = Some(name.into());
        self
    }

    /// Sets the size of the goroutine's stack in bytes of address space. Memory is used only as far as the
    /// stack is. The default is 256 KiB, and 1 MiB in a debug build; the least is 64 KiB.
    pub fn stack_size(mut self, bytes: usize) -> Builder {
        self.options.stack_size = Some(bytes.max(MIN_STACK_SIZE));
        self
    }

    /// Starts a goroutine.
    ///
    /// # Errors
    ///
    /// If a stack of that size can never be had. A shortage that may pass is waited out: the goroutine then
    /// starts when another has ended.
    ///
    /// ```
    /// let error = goroutines::Builder::new().stack_size(usize::MAX).spawn(|| ()).unwrap_err();
    /// assert_eq!(error.kind(), std::io::ErrorKind::OutOfMemory);
    /// ```
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.check()?;
        Ok(spawn::spawn_with(self.options, Location::caller(), f))
    }

    /// As [`spawn`](Builder::spawn), without a handle.
    #[track_caller]
    pub(crate) fn spawn_detached(self, f: impl FnOnce() + Send + 'static) -> io::Result<()> {
        self.check()?;
        spawn::spawn_detached_with(self.options, Location::caller(), f);
        Ok(())
    }

    /// Starts a goroutine of a scope, which may borrow.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Builder::spawn).
    ///
    /// ```
    /// let data = [1, 2, 3];
    /// let sum = goroutines::scope(|s| {
    ///     let handle = goroutines::Builder::new().name("sum").spawn_scoped(s, || data.iter().sum::<i32>());
    ///     handle.unwrap().join().unwrap()
    /// });
    /// assert_eq!(sum, 6);
    /// ```
    #[track_caller]
    pub fn spawn_scoped<'scope, F, T>(
        self,
        scope: &'scope Scope<'scope, '_>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.check()?;
        Ok(scope.spawn_with(self.options, Location::caller(), f))
    }

    #[track_caller]
    fn check(&self) -> io::Result<()> {
        let Some(size) = self.options.stack_size else { return Ok(()) };
        // Before that it is not known which engine is to have the stack.
        boot::ensure();
        limits::ever_possible(size).map_err(|shortage| io::Error::new(io::ErrorKind::OutOfMemory, shortage.to_string()))
    }
}

/// What a builder has started for `go!`, which gives no `Result`.
#[track_caller]
pub(crate) fn started<H>(handle: io::Result<H>) -> H {
    match handle {
        Ok(handle) => handle,
        Err(error) => panic!("failed to start a goroutine: {error}"),
    }
}
