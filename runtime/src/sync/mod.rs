//! What goroutines share: Go's `sync`, with `x/sync`.
//!
//! Everything here parks the goroutine that waits, not its worker's thread, and may be used by plain threads
//! as well.

mod err_group;
mod first_error;
mod permits;
mod semaphore;

pub use crate::locks::{
    Barrier, BarrierWaitResult, Cond, Mutex, MutexGuard, Once, OnceLock, OnceState, Pool, Pooled, RwLock,
    RwLockReadGuard, RwLockWriteGuard, WaitGroup, WaitTimeoutResult, once_func, once_value,
};
pub use err_group::ErrGroup;
pub use first_error::{GroupError, SharedError};
pub use semaphore::{Permit, Semaphore};
pub use std::sync::atomic;
