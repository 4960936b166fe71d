//! A message every so often.

#![forbid(unsafe_code)]

use super::Clock;
use crate::base::lock::SpinLock;
use std::time::{Duration, Instant};

/// The clock behind `tick`. Its rate is fixed from the start: a late receiver gets one message and misses
/// those that were due meanwhile (CONFORMANCE TK-02, TK-03).
pub(crate) struct Tick {
    period: Duration,
    /// When the next message is due; `None` after the end of time.
    due: SpinLock<Option<Instant>>,
}

impl Tick {
    pub(crate) fn new(first: Instant, period: Duration) -> Tick {
        Tick { period, due: SpinLock::new(Some(first)) }
    }

    /// The first time on the grid that is later than `now`.
    fn following(&self, due: Instant, now: Instant) -> Option<Instant> {
        if self.period.is_zero() {
            return Some(now);
        }
        let late = now.saturating_duration_since(due).as_nanos();
        let missed = late / self.period.as_nanos();
        let periods = u32::try_from(missed + 1).ok()?;
        due.checked_add(self.period.checked_mul(periods)?)
    }
}

impl Clock<Instant> for Tick {
    fn take(&self, now: Instant) -> Result<Instant, Option<Instant>> {
        let mut due = self.due.lock();
        match *due {
            Some(moment) if moment <= now => {
                *due = self.following(moment, now);
                Ok(moment)
            }
            later => Err(later),
        }
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
}
