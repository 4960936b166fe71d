//! `WaitGroup::go`: the one method of `sync` that starts a goroutine, and so lives here.

#![forbid(unsafe_code)]

use super::spawn::spawn;
use crate::base::user_code;
use crate::locks::WaitGroup;
use scopeguard::defer;

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
        self.add(1);
        let group = self.clone();
        spawn(move || {
            defer! { group.done() }
            user_code::call(f);
        });
    }
}
