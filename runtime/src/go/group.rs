//! `WaitGroup::go`: the one method of `sync` that starts a goroutine, and so lives here.

#![forbid(unsafe_code)]

use super::builder::Builder;
use super::go_in::GoIn as _;
use crate::locks::WaitGroup;

impl WaitGroup {
    /// Starts a goroutine that runs `f` and counts it: one more now, one less when it ends, also by a panic.
    /// Go's `wg.Go`.
    ///
    /// ```
    /// use goroutines::sync::WaitGroup;
    ///
    /// let wg = WaitGroup::new();
    /// wg.go(|| println!("hello"));
    /// wg.wait();
    /// ```
    #[track_caller]
    pub fn go(&self, f: impl FnOnce() + Send + 'static) {
        self.go_in(Builder::new(), f);
    }
}
