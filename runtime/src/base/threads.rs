//! The threads that the runtime starts, and what stack they have.
//!
//! A thread that is not told otherwise takes its stack's size from the process's limits or its environment, which may
//! leave it 16 KiB. But destructors, allocators and hooks run on these threads, and nobody can say how much they take.

#![forbid(unsafe_code)]

use super::shim::thread;
use std::{env, io};

/// The smallest stack on which the runtime runs what is not its own code: the user's, or that of an allocator.
pub(crate) const LEAST_STACK: usize = 64 << 10;

/// A thread's stack, unless `RUST_MIN_STACK` says otherwise: std's default.
pub(crate) const STACK: usize = 2 << 20;

/// Starts a thread.
///
/// # Errors
///
/// If the system refuses another thread.
pub(crate) fn start(name: String, f: impl FnOnce() + Send + 'static) -> io::Result<()> {
    // std would take any number.
    let asked = env::var("RUST_MIN_STACK").ok().and_then(|text| text.parse().ok());
    let size = asked.unwrap_or(STACK).max(4 * LEAST_STACK);
    thread::Builder::new().name(name).stack_size(size).spawn(f).map(drop)
}
