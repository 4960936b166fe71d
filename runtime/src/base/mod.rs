//! The ground floor: a spin lock, a first-wins word, a heap, random numbers, reports on standard error, and the atomics
//! behind a loom shim.
//!
//! Nothing here knows what a goroutine is.

pub(crate) mod bare_thread;
pub(crate) mod blocks;
pub(crate) mod clock;
pub(crate) mod counted;
pub(crate) mod cpu_time;
pub(crate) mod drops;
pub(crate) mod exit;
pub(crate) mod fork;
pub(crate) mod heap;
pub(crate) mod leaks;
pub(crate) mod lock;
#[cfg(not(goroutines_loom))]
pub(crate) mod poller;
pub(crate) mod processors;
pub(crate) mod random;
pub(crate) mod shim;
mod slabs;
pub(crate) mod spin;
pub(crate) mod stderr;
pub(crate) mod text;
pub(crate) mod threads;
pub(crate) mod ticks;
pub(crate) mod user_code;
pub(crate) mod word;
