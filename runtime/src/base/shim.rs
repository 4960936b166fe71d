//! The atomics, cells and locks of the concurrent cores: std's, or loom's under `--cfg goroutines_loom`.
//!
//! Only code that the loom tests drive goes through this module. Statics use std directly, because loom's
//! types have no `const fn new`.

#![forbid(unsafe_code)]

#[cfg(not(goroutines_loom))]
pub(crate) use std::{
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicUsize, Ordering},
    sync::{Condvar, Mutex},
};

#[cfg(goroutines_loom)]
pub(crate) use loom::{
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicUsize, Ordering},
    sync::{Condvar, Mutex},
};
