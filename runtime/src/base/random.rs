//! Random numbers for choices that must be fair and fast, not secret: which ready arm, which victim.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

thread_local! {
    /// The state of this thread's generator; zero until it is first used. It has no destructor, so that
    /// it can be used while a thread's other locals are being destroyed.
    static STATE: Cell<u64> = const { Cell::new(0) };
}

/// The next number of this thread's generator (xorshift64*, never zero).
#[inline]
pub(crate) fn next() -> u64 {
    STATE.with(|state| {
        let mut x = state.get();
        if x == 0 {
            x = RandomState::new().hash_one(0) | 1;
        }
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        state.set(x);
        x.wrapping_mul(0x2545_F491_4F6C_DD1D)
    })
}

/// A number below `bound`, each with the same probability (up to 2⁻³² of bias).
#[inline]
pub(crate) fn below(bound: usize) -> usize {
    if cfg!(goroutines_loom) {
        // A model must take the same course when it is run again.
        return 0;
    }
    (((next() >> 32) * bound as u64) >> 32) as usize
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
