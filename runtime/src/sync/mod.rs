//! What goroutines share: Go's `sync`.
//!
//! Everything here parks the goroutine that waits, not its worker's thread, and may be used by plain threads
//! as well.

mod wait_group;

pub use std::sync::atomic;
pub use wait_group::WaitGroup;
