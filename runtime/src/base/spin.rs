//! Spinning for a time, in nanoseconds, in place of a number of pauses.
//!
//! A pause takes some 3 ns on one processor, 25 on the next and some 50 on others (x86's `pause` went from 10 cycles to 140
//! with one generation), so a back-off that counts pauses suits the machine that it was measured on and no other. How
//! many there are to a microsecond is measured once, by whoever spins first: he has nothing better to do.
//!
//! Rejected: looking at the clock in each round, which takes as long as a short back-off itself; and the processor's own
//! counter, which is another one on each architecture, and need not run everywhere.

#![forbid(unsafe_code)]

use super::shim;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The pauses in 2¹⁴ ns; 0 until they have been counted. It depends on nothing but the processor, so whoever counts twice
/// does no harm.
static RATE: AtomicU32 = AtomicU32::new(0);

const SHIFT: u32 = 14;

/// How many pauses are timed together. It is done several times, and the fastest counts: the thread may have been taken off
/// its core in the others.
const TIMED: u32 = 64;
const TIMES: u32 = 4;

/// Lets about so much time pass, at least a pause.
#[inline]
pub(crate) fn spin(nanoseconds: u32) {
    if cfg!(goroutines_loom) {
        // There is no time in a model: this only lets others go on.
        shim::spin_loop();
        return;
    }
    let rate = match RATE.load(Ordering::Relaxed) {
        0 => measure(),
        rate => rate,
    };
    let pauses = (u64::from(nanoseconds) * u64::from(rate)) >> SHIFT;
    for _ in 0..pauses.max(1) {
        spin_loop();
    }
}

#[cold]
fn measure() -> u32 {
    let fastest = (0..TIMES).map(|_| time_pauses()).min().unwrap_or_default();
    let rate = (u128::from(TIMED) << SHIFT) / fastest.as_nanos().max(1);
    let rate = u32::try_from(rate).unwrap_or(u32::MAX).max(1);
    RATE.store(rate, Ordering::Relaxed);
    rate
}

fn time_pauses() -> Duration {
    let start = Instant::now();
    for _ in 0..TIMED {
        spin_loop();
    }
    start.elapsed()
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::{RATE, spin};
    use std::sync::atomic::Ordering;

    #[test]
    fn who_spins_first_has_counted() {
        spin(1);
        assert_ne!(RATE.load(Ordering::Relaxed), 0);
    }
}
