//! What goroutines share and wait for one another at. The public face is [`sync`](crate::sync).

mod barrier;
mod cond;
mod doors;
mod gate;
mod mutex;
mod once;
mod once_func;
mod pool;
mod rw_lock;
mod wait_group;

pub use barrier::{Barrier, BarrierWaitResult};
pub use cond::{Cond, WaitTimeoutResult};
pub use mutex::{Mutex, MutexGuard};
pub use once::{Once, OnceLock, OnceState};
pub(crate) use once_func::Message;
pub use once_func::{once_func, once_value};
pub use pool::{Pool, Pooled};
pub use rw_lock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub(crate) use wait_group::Counter;
pub use wait_group::WaitGroup;
