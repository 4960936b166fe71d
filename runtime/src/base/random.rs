//! Random numbers for choices that must be fair and fast, not secret: which ready arm, which victim.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

thread_local! {
    /// The state of this thread's generator; zero until it is first used. It has no destructor, so that
    /// it can be used while a thread's other locals are being destroyed.
    static STATE: Cell<u64> = const { Cell::new(0) };

    /// Who draws in place of this thread's generator, whose state then stays zero.
    static DRAWER: Cell<Option<Drawer>> = const { Cell::new(None) };
}

/// Draws a number below a bound.
type Drawer = fn(usize) -> usize;

/// From now on, this thread's numbers below a bound are drawn by `drawer`.
pub(crate) fn draw_by(drawer: Drawer) {
    DRAWER.set(Some(drawer));
    STATE.set(0);
}

/// A number below `bound`, each with the same probability (up to 2⁻³² of bias).
#[inline]
pub(crate) fn below(bound: usize) -> usize {
    if cfg!(goroutines_loom) {
        // A model must take the same course when it is run again.
        return 0;
    }
    match STATE.get() {
        0 => first_below(bound),
        x => next_below(x, bound),
    }
}

/// The next number of this thread's generator (xorshift64*, never zero).
#[inline]
fn next_below(mut x: u64, bound: usize) -> usize {
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    STATE.set(x);
    (((x.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) * bound as u64) >> 32) as usize
}

#[cold]
fn first_below(bound: usize) -> usize {
    match DRAWER.get() {
        Some(drawer) => drawer(bound),
        None => next_below(seed(), bound),
    }
}

/// A number that is another one in each process, and never zero.
pub(crate) fn seed() -> u64 {
    RandomState::new().hash_one(0) | 1
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    #[test]
    fn below_is_even() {
        let mut hits = [0; 5];
        for _ in 0..50_000 {
            hits[super::below(5)] += 1;
        }
        assert!(hits.iter().all(|hit| (9_000..11_000).contains(hit)), "{hits:?}");
    }
}
