//! Go's `time`: sleeping, timers, and channels on which the clock sends.
//!
//! ```
//! use goroutines::select;
//! use goroutines::time::{Duration, Ticker, Timer};
//!
//! let ticker = Ticker::new(Duration::from_millis(1));
//! let end = Timer::new(Duration::from_millis(20));
//! let mut ticks = 0;
//! loop {
//!     select! {
//!         _ = <-ticker => ticks += 1,
//!         _ = <-end => break,
//!     }
//! }
//! assert!(ticks <= 20);
//! ```

#![forbid(unsafe_code)]

mod callback;
mod ticker;
mod timer;

use crate::task::current;
use crate::task::reason::Reason;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use std::panic::Location;

pub use crate::channel::{after, tick};
pub(crate) use callback::ensure_callbacks;
pub use std::time::{Duration, Instant};
pub use ticker::Ticker;
pub use timer::Timer;

/// Longer than any program runs, and short enough to be added to now.
const AGES: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The moment at which `duration` will have passed; in a hundred years if there is no such moment.
pub(crate) fn from_now(duration: Duration) -> Instant {
    let now = current::now();
    now.checked_add(duration).unwrap_or(now + AGES)
}

/// The present moment: Go's `time.Now`. In a [bubble](crate::testing::bubble) it is the bubble's, whose clock jumps; elsewhere it is
/// [`Instant::now`].
///
/// ```
/// use goroutines::testing;
/// use goroutines::time::{Duration, now, sleep};
///
/// testing::bubble(|| {
///     let start = now();
///     sleep(Duration::from_secs(3600)); // takes no time
///     assert_eq!(now() - start, Duration::from_secs(3600));
/// });
/// ```
#[must_use]
pub fn now() -> Instant {
    current::now()
}

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
    sleep_until(Some(from_now(duration)), Site { reason: Reason::Sleep, location: Location::caller() });
}
