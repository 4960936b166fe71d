//! Sleeping, and channels on which the clock sends: Go's `time`.

#![forbid(unsafe_code)]

use crate::task::reason::Reason;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use std::panic::Location;

pub use crate::channel::{after, tick};
pub use std::time::{Duration, Instant};

/// Longer than any program runs, and short enough to be added to now.
const AGES: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Pauses the goroutine, or the plain thread, for at least `duration`. Go's `time.Sleep`.
///
/// `std::thread::sleep` in a goroutine would pause all the goroutines of its worker.
///
/// ```
/// use goroutines::time::{Duration, sleep};
///
/// sleep(Duration::from_millis(1));
/// ```
#[track_caller]
pub fn sleep(duration: Duration) {
    if duration.is_zero() {
        return;
    }
    let now = Instant::now();
    let deadline = now.checked_add(duration).unwrap_or(now + AGES);
    sleep_until(Some(deadline), Site { reason: Reason::Sleep, location: Location::caller() });
}
