//! Dropping several values of a user's, whose destructors may panic.

#![forbid(unsafe_code)]

use std::mem::ManuallyDrop;

/// Drops values one after the other. If a destructor panics, that panic goes on, and the values that were to come are
/// leaked, as crossbeam-channel does it: dropping them while the panic unwinds could end the process, with a second one.
pub(crate) fn drop_each<T>(values: impl Iterator<Item = T>) {
    let mut values = ManuallyDrop::new(values);
    for value in &mut *values {
        drop(value);
    }
    drop(ManuallyDrop::into_inner(values));
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::drop_each;
    use std::cell::Cell;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    struct Bomb<'a>(&'a Cell<u32>);

    impl Drop for Bomb<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
            std::panic::resume_unwind(Box::new(self.0.get()));
        }
    }

    #[test]
    fn the_first_panic_goes_on_and_the_rest_is_leaked() {
        let dropped = Cell::new(0);
        let bombs: Vec<_> = (0..3).map(|_| Bomb(&dropped)).collect();
        let payload = catch_unwind(AssertUnwindSafe(|| drop_each(bombs.into_iter()))).unwrap_err();
        assert_eq!((payload.downcast_ref(), dropped.get()), (Some(&1_u32), 1));
    }
}
