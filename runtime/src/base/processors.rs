//! How many threads the machine runs at a time.

#![forbid(unsafe_code)]

use std::sync::OnceLock;
use std::thread;

/// How many threads of this process run at a time: what affinity and the container's quota leave of the machine.
pub(crate) fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS
        .get_or_init(|| if cfg!(goroutines_loom) { 2 } else { thread::available_parallelism().map_or(1, usize::from) })
}
