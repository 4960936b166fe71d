//! Where something was made that goroutines wait for: in a bubble, which alone may use it, or outside.

#![forbid(unsafe_code)]

use super::waiter::Site;
use crate::task::current;

/// The bubble that something was made in, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner(u32);

impl Owner {
    /// Something is made here.
    #[inline]
    pub(crate) fn here() -> Owner {
        Owner(current::bubble())
    }

    /// Whether the caller may use what was made there.
    #[inline]
    pub(crate) fn admits(self) -> bool {
        self.0 == 0 || self == Owner::here()
    }

    /// Whether the caller is in a bubble and this is not from there.
    pub(crate) fn is_outside(self) -> bool {
        self.0 == 0 && self != Owner::here()
    }

    /// The caller is about to wait for what was made there.
    #[inline]
    pub(crate) fn mark(self, site: Site) -> Site {
        if self == Owner::here() { site } else { Site { reason: site.reason.outside(), ..site } }
    }

    /// Refuses a caller from outside of the bubble.
    #[cold]
    #[track_caller]
    pub(crate) fn refuse(what: &str) -> ! {
        panic!(
            "{what} of a bubble from outside of it; what is made in a bubble belongs to it, so make outside what others are to \
             use as well"
        )
    }
}
