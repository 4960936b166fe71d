//! Blocking for anyone: a goroutine parks, a plain thread sleeps, and whoever wakes them need not know which.

pub(crate) mod arm;
pub(crate) mod checkpoint;
pub(crate) mod crowd;
pub(crate) mod in_place;
pub(crate) mod owner;
pub(crate) mod queue;
pub(crate) mod sleep;
pub(crate) mod thread;
pub(crate) mod waiter;
