//! One message at a certain time.

#![forbid(unsafe_code)]

use super::Clock;
use crate::wait::owner::Owner;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// The clock behind `after` and `at`.
pub(crate) struct After {
    due: Instant,
    taken: AtomicBool,
    owner: Owner,
}

impl After {
    pub(crate) fn new(due: Instant) -> After {
        After { due, taken: AtomicBool::new(false), owner: Owner::here() }
    }
}

impl Clock<Instant> for After {
    fn take(&self, now: Instant) -> Result<Instant, Option<Instant>> {
        if self.taken.load(Ordering::Relaxed) {
            return Err(None);
        }
        if now < self.due {
            return Err(Some(self.due));
        }
        if self.taken.swap(true, Ordering::AcqRel) { Err(None) } else { Ok(self.due) }
    }

    fn owner(&self) -> Owner {
        self.owner
    }

    fn due(&self) -> Option<Instant> {
        (!self.taken.load(Ordering::Relaxed)).then_some(self.due)
    }
}
