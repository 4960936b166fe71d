//! Calls that block their thread, run beside the workers while the goroutine is parked.
//!
//! `call` lends a closure on the goroutine's stack to another thread, `pool` has those threads, and `ranks` decides when
//! there is one more or one less of them. `streams` makes `Read` and `Write` of it.

pub(crate) mod call;
pub(crate) mod pool;
mod ranks;
pub(crate) mod streams;
