//! The atomics, cells, locks, threads and the clock of the concurrent cores: std's, or loom's under `--cfg goroutines_loom`.
//!
//! Only code that the loom tests drive goes through this module. What loom has no model of has a stand-in
//! (`under_loom`): timed sleeps and the clock, the queues of unstarted goroutines, the channel to the threads for
//! blocking calls, and statics, which [`statics`] makes anew for each run of a model.

#![forbid(unsafe_code)]

#[cfg(not(goroutines_loom))]
mod plain;
#[cfg(goroutines_loom)]
pub(crate) mod poller;
#[cfg(goroutines_loom)]
mod under_loom;

#[cfg(not(goroutines_loom))]
pub(crate) use plain::*;
#[cfg(goroutines_loom)]
pub(crate) use under_loom::*;

/// Statics whose values are loom's in a model: those have no `const fn new`, and belong to one run of the model.
macro_rules! statics {
    ($($(#[$about:meta])* static $name:ident: $kind:ty = $value:expr;)+) => {$(
        #[cfg(not(goroutines_loom))]
        $(#[$about])*
        static $name: $kind = $value;

        #[cfg(goroutines_loom)]
        loom::lazy_static! {
            $(#[$about])*
            static ref $name: $kind = $value;
        }
    )+};
}

pub(crate) use statics;
