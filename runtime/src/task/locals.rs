//! The local values of a home's goroutines, by goroutine.
//!
//! They belong to the home, not to the records: a goroutine never leaves its home, few have local values, and a record
//! should not be larger for those that have none. All access is by the home's thread, and nothing is borrowed while a
//! user's code runs: a value is handed out as a count of its own.

#![forbid(unsafe_code)]

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// The local values of all goroutines of one thread. A plain thread's own are those of goroutine 0.
#[derive(Default)]
pub(crate) struct Locals(RefCell<HashMap<u64, Vec<Slot>>>);

/// One local value; in the order in which they were first asked for.
struct Slot {
    key: usize,
    value: Value,
}

/// What has become of a local value.
#[derive(Clone)]
pub(crate) enum Value {
    /// Its initial value is being computed.
    Starting,
    Alive(Rc<dyn Any>),
    /// It is being dropped, or has been.
    Gone,
}

impl Locals {
    /// What a key leads to; `None` if it was never asked for.
    pub(crate) fn get(&self, goroutine: u64, key: usize) -> Option<Value> {
        let all = self.0.borrow();
        all.get(&goroutine)?.iter().find(|slot| slot.key == key).map(|slot| slot.value.clone())
    }

    /// Sets what a key leads to; without a value it is forgotten.
    pub(crate) fn set(&self, goroutine: u64, key: usize, value: Option<Value>) {
        let mut all = self.0.borrow_mut();
        let slots = all.entry(goroutine).or_default();
        let index = slots.iter().position(|slot| slot.key == key);
        let before = match (index, value) {
            (Some(index), Some(value)) => Some(std::mem::replace(&mut slots[index].value, value)),
            (Some(index), None) => Some(slots.remove(index).value),
            (None, Some(value)) => {
                slots.push(Slot { key, value });
                None
            }
            (None, None) => None,
        };
        // Never one that is alive; but if it were, its destructor must not find the map borrowed.
        drop(all);
        drop(before);
    }

    /// Takes the youngest value that is alive, to be dropped. `None`: there is none, and the goroutine is forgotten.
    pub(crate) fn take_youngest(&self, goroutine: u64) -> Option<Rc<dyn Any>> {
        let mut all = self.0.borrow_mut();
        let slots = all.get_mut(&goroutine)?;
        for slot in slots.iter_mut().rev() {
            if let Value::Alive(value) = &slot.value {
                let value = Rc::clone(value);
                // The count that is dropped here is not the last.
                slot.value = Value::Gone;
                return Some(value);
            }
        }
        all.remove(&goroutine);
        None
    }
}
