//! The atomics, cells and locks of the concurrent cores: std's, or loom's under `--cfg goroutines_loom`.
//!
//! Only code that the loom tests drive goes through this module. Statics use std directly, because loom's
//! types have no `const fn new`.

#![forbid(unsafe_code)]

#[cfg(not(goroutines_loom))]
pub(crate) use std::{
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering},
    sync::{Condvar, Mutex},
    thread::yield_now,
};

#[cfg(goroutines_loom)]
pub(crate) use loom::{
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering},
    sync::{Condvar, Mutex},
    thread::yield_now,
};

/// `true` where the code runs under loom, which explores every interleaving and therefore wants no
/// spinning that only saves time.
pub(crate) const LOOM: bool = cfg!(goroutines_loom);
