//! Where a home stands with the scheduler's gate. What it means, and who may change it, is `sched/gate.rs`'s business.

#![forbid(unsafe_code)]

use crate::base::shim::{AtomicU8, Ordering};

/// A home's standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Standing {
    /// It runs nothing, or the gate was open when it began to.
    Out,
    /// It waits to be admitted.
    Waiting,
    /// It is admitted.
    In,
    /// It was in, and sleeps in a system call.
    Away,
}

/// The place where a home's standing is kept.
pub(crate) struct Pass(AtomicU8);

impl Pass {
    pub(crate) fn new() -> Pass {
        Pass(AtomicU8::new(Standing::Out as u8))
    }

    #[inline]
    pub(crate) fn get(&self) -> Standing {
        match self.0.load(Ordering::Acquire) {
            0 => Standing::Out,
            1 => Standing::Waiting,
            2 => Standing::In,
            _ => Standing::Away,
        }
    }

    pub(crate) fn set(&self, to: Standing) {
        self.0.store(to as u8, Ordering::Release);
    }
}
