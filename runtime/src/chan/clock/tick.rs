//! A message every so often.

#![forbid(unsafe_code)]

use super::Clock;
use crate::base::lock::SpinLock;
use crate::wait::owner::Owner;
use std::time::{Duration, Instant};

/// Nanoseconds of a second.
const NANOS: u128 = 1_000_000_000;

/// The clock behind `tick`. Its rate is fixed from the start: a late receiver gets one message and misses
/// those that were due meanwhile (CONFORMANCE TK-02, TK-03).
pub(crate) struct Tick {
    period: Duration,
    /// When the next message is due; `None` after the end of time.
    due: SpinLock<Option<Instant>>,
    owner: Owner,
}

impl Tick {
    pub(crate) fn new(first: Instant, period: Duration) -> Tick {
        Tick { period, due: SpinLock::new(Some(first)), owner: Owner::here() }
    }
}

/// The first time on the grid of `period` through `due` that is later than `now`; none after the end of time.
pub(super) fn following(due: Instant, period: Duration, now: Instant) -> Option<Instant> {
    if period.is_zero() {
        return Some(now);
    }
    let period = period.as_nanos();
    let late = now.saturating_duration_since(due).as_nanos();
    // Counted from `now`, so that no number of missed periods is too large.
    let early = period - late % period;
    let early = Duration::new(u64::try_from(early / NANOS).ok()?, u32::try_from(early % NANOS).ok()?);
    now.checked_add(early)
}

impl Clock<Instant> for Tick {
    fn take(&self, now: Instant) -> Result<Instant, Option<Instant>> {
        let mut due = self.due.lock();
        match *due {
            Some(moment) if moment <= now => {
                *due = following(moment, self.period, now);
                Ok(moment)
            }
            later => Err(later),
        }
    }

    fn owner(&self) -> Owner {
        self.owner
    }

    fn due(&self) -> Option<Instant> {
        *self.due.lock()
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_late_receiver_misses_ticks_but_not_the_grid() {
        let start = Instant::now();
        let ms = Duration::from_millis;
        let tick = Tick::new(start + ms(50), ms(50));
        assert_eq!(tick.take(start), Err(Some(start + ms(50))));
        assert_eq!(tick.take(start + ms(60)), Ok(start + ms(50)));
        assert_eq!(tick.take(start + ms(360)), Ok(start + ms(100)));
        assert_eq!(tick.take(start + ms(361)), Err(Some(start + ms(400))));
    }

    #[test]
    fn a_very_late_receiver_of_very_fast_ticks_goes_on() {
        let start = Instant::now();
        let tick = Tick::new(start, Duration::from_nanos(1));
        let late = start + Duration::from_secs(100);
        assert_eq!(tick.take(late), Ok(start));
        assert_eq!(tick.take(late), Err(Some(late + Duration::from_nanos(1))));
    }
}
