//! What goroutines share: Go's `sync`, with `x/sync`.
//!
//! Everything here parks the goroutine that waits, not its worker's thread, and may be used by plain threads
//! as well.

pub use crate::locks::WaitGroup;
pub use std::sync::atomic;
