//! Time stamps for events that come by the million: the processor's counter, where the system keeps its own time by it.
//!
//! Reading it takes half as long as asking the system. It runs at a rate of its own, so whoever compares stamps with the
//! system's time reads both now and then ([`Scale`]).

use std::fs;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A stamp.
#[inline]
pub(crate) fn now() -> u64 {
    #[cfg(target_arch = "x86_64")]
    if is_counter_good() {
        // SAFETY: every x86-64 processor has the counter; a system that forbids programs to read it does not name it as its
        // own source of time.
        return unsafe { std::arch::x86_64::_rdtsc() };
    }
    nanoseconds(Instant::now())
}

fn start() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(Instant::now)
}

fn nanoseconds(moment: Instant) -> u64 {
    u64::try_from(moment.saturating_duration_since(start()).as_nanos()).unwrap_or(u64::MAX)
}

/// Whether the system takes the counter for the time: then it runs at one rate, and alike on all processors.
#[inline]
fn is_counter_good() -> bool {
    static GOOD: OnceLock<bool> = OnceLock::new();
    *GOOD.get_or_init(|| {
        let source = fs::read_to_string("/sys/devices/system/clocksource/clocksource0/current_clocksource");
        cfg!(target_arch = "x86_64") && source.is_ok_and(|source| source.trim() == "tsc")
    })
}

/// How long the counter is compared with the system's time.
const SETTLES_IN: Duration = Duration::from_millis(20);

/// What turns stamps into nanoseconds since the scale was made.
pub(crate) struct Scale {
    stamp: u64,
    moment: Instant,
    rate: f64,
    is_settled: bool,
}

impl Scale {
    /// One that begins now.
    pub(crate) fn new() -> Scale {
        let rate = if is_counter_good() { 0.0 } else { 1.0 };
        Scale { stamp: now(), moment: Instant::now(), rate, is_settled: !is_counter_good() }
    }

    /// Compares the counter with the system's time, which settles the rate.
    pub(crate) fn adjust(&mut self) {
        if self.is_settled {
            return;
        }
        let (stamp, elapsed) = (now(), self.moment.elapsed());
        let ticks = stamp.saturating_sub(self.stamp);
        if ticks > 0 {
            self.rate = elapsed.as_nanos() as f64 / ticks as f64;
        }
        self.is_settled = elapsed >= SETTLES_IN;
    }

    /// Whether the rate stays as it is.
    pub(crate) fn is_settled(&self) -> bool {
        self.is_settled
    }

    /// The nanoseconds from the scale's beginning to a stamp.
    pub(crate) fn nanoseconds(&self, stamp: u64) -> f64 {
        stamp.saturating_sub(self.stamp) as f64 * self.rate
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn stamps_become_nanoseconds() {
        let mut scale = Scale::new();
        let (first, start) = (now(), Instant::now());
        std::thread::sleep(Duration::from_millis(20));
        let (second, elapsed) = (now(), start.elapsed());
        scale.adjust();
        let measured = scale.nanoseconds(second) - scale.nanoseconds(first);
        let error = (measured / elapsed.as_nanos() as f64 - 1.0).abs();
        // The thread may lose its processor between two looks at the clocks.
        assert!(second > first && error < 0.5, "{measured} ns, {elapsed:?}");
        assert!(scale.nanoseconds(0) == 0.0, "what was before is not negative");
    }
}
