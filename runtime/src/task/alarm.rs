//! The alarm of a wait with a deadline: an entry in the heap of the goroutine's home.
//!
//! A goroutine runs at home only, so its alarm is set, fired and taken back by one thread. The heap needs no
//! lock, and a home that is too busy to look at it could not have run the goroutine anyway.

use super::record::Task;
use crate::base::heap::{NOWHERE, Placed};
use crate::base::word::{Sleeper, Word};
use std::cell::Cell;
use std::ptr::NonNull;

/// An alarm, on the stack of the goroutine that set it.
pub(crate) struct Alarm {
    place: Cell<usize>,
    word: NonNull<Word>,
    task: NonNull<Task>,
}

impl Alarm {
    pub(crate) fn new(word: &Word, task: NonNull<Task>) -> Alarm {
        Alarm { place: Cell::new(NOWHERE), word: NonNull::from(word), task }
    }

    /// Where in the heap the alarm stands, if it does.
    pub(crate) fn place(&self) -> Option<usize> {
        Some(self.place.get()).filter(|&place| place != NOWHERE)
    }
}

/// An alarm in a heap.
pub(crate) struct AlarmRef(NonNull<Alarm>);

impl AlarmRef {
    /// # Safety
    ///
    /// The alarm and its word stay where they are until the reference has left the heap.
    pub(crate) unsafe fn new(alarm: &Alarm) -> AlarmRef {
        AlarmRef(NonNull::from(alarm))
    }

    /// Fires: the goroutine that is to be made ready, if it was still parked.
    pub(crate) fn fire(self) -> Option<NonNull<Task>> {
        // SAFETY: the alarm was in the heap until now, so by `new`'s promise it and its word are there.
        let alarm = unsafe { self.0.as_ref() };
        // SAFETY: as above.
        match unsafe { alarm.word.as_ref() }.unpark() {
            Sleeper::Parked => Some(alarm.task),
            Sleeper::Awake => None,
        }
    }
}

impl Placed for AlarmRef {
    fn set_place(&self, place: usize) {
        // SAFETY: as in `fire`.
        unsafe { self.0.as_ref() }.place.set(place);
    }
}
