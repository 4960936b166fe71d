//! A coarse clock: the tenths of a second since the runtime has started, for the price of one load.
//!
//! A goroutine notes the time at each of its suspensions, so that a report can say for how long it has waited.
//! The watch advances the clock every ten milliseconds while any worker is awake, and a worker does when it comes out
//! of its sleep; so whoever reads it while goroutines run sees the present tenth, or nearly.
//!
//! Rejected: reading the system's clock at each suspension, which costs as much as the switch itself; and a watch that
//! goes through all waiting goroutines from time to time, which stirs up the memory of a million of them.

#![forbid(unsafe_code)]

#[cfg(goroutines_loom)]
use super::shim;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// On a cache line of its own: it is read at every suspension and written ten times a second.
#[repr(align(128))]
struct Tenths(AtomicU32);

static TENTHS: Tenths = Tenths(AtomicU32::new(0));
static START: OnceLock<Instant> = OnceLock::new();

/// The tenth of a second that was the present one when the clock was last advanced. They last for thirteen years.
#[inline]
pub(crate) fn tenths() -> u32 {
    TENTHS.0.load(Ordering::Relaxed)
}

/// The milliseconds from the runtime's start to this moment.
pub(crate) fn milliseconds(moment: Instant) -> u64 {
    let elapsed = moment.saturating_duration_since(*START.get_or_init(Instant::now));
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// The nanoseconds from the runtime's start to this moment: none if it was before, and those of 292 years if it is later.
#[inline]
pub(crate) fn nanoseconds(moment: Instant) -> u64 {
    #[cfg(goroutines_loom)]
    let start = shim::at(0);
    #[cfg(not(goroutines_loom))]
    let start = *START.get_or_init(Instant::now);
    let elapsed = moment.saturating_duration_since(start);
    let whole = elapsed.as_secs().saturating_mul(1_000_000_000);
    whole.saturating_add(u64::from(elapsed.subsec_nanos())).min(u64::MAX >> 1)
}

/// The moment so many nanoseconds after the runtime's start.
pub(crate) fn moment(nanoseconds: u64) -> Instant {
    *START.get_or_init(Instant::now) + Duration::from_nanos(nanoseconds)
}

/// Looks at the system's clock.
pub(crate) fn advance() -> u32 {
    let elapsed = START.get_or_init(Instant::now).elapsed().as_millis() / 100;
    let now = u32::try_from(elapsed).unwrap_or(u32::MAX);
    if TENTHS.0.load(Ordering::Relaxed) != now {
        TENTHS.0.store(now, Ordering::Relaxed);
    }
    now
}
