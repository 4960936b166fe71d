//! What is due when: a heap of times whose entries are changed and taken out without being looked for.
//!
//! The heap holds times and the numbers of slots, nothing else: 16 bytes an entry, so that to move entries touches neither
//! slots nor what is in them. A slot holds the value, when it is due, and its *key*, the time that counts of those under
//! which it stands in the heap.
//!
//! - To take a value out empties its slot, and its entry stays behind.
//! - To put it off writes a later time into the slot. When its entry comes up, it goes back under that time.
//! - To bring it forward makes a second entry, under the earlier time, which is the key from then on.
//!
//! So of the entries of a slot those count that stand under its key, and others are *stale*. Those that come up are thrown
//! away, and when there are more of them than of others, all. A slot is used again once no entry leads to it.
//!
//! On two workers that do nothing else, with 32,000 others pending on each, to put a timer off takes 34 ns in place of 110, and
//! to start and stop one 150 in place of 500 (together with the shards of `timers`).
//!
//! Rejected: taking the entry out at once, for which it would have to be told its place each time that it moves, a line of
//! memory somewhere else for each level of the heap. Leaving the value in a stale entry, which keeps what a user's closure has
//! captured for as long as the timer would have run.

#![forbid(unsafe_code)]

/// The number of a slot in no schedule, and the end of the list of free slots.
pub(super) const NOWHERE: usize = usize::MAX;

const CHILDREN: usize = 4;

/// Fewer entries and slots are not worth being cleared up.
const FEW: usize = 64;

/// More slots that were used are given back.
const MANY: usize = 1024;

/// What knows the number of its slot.
pub(super) trait Slotted {
    fn set_slot(&self, slot: usize);
}

pub(super) struct Schedule<T> {
    heap: Vec<Entry>,
    slots: Vec<Slot<T>>,
    free: usize,
    /// Slots with a value.
    length: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    time: u64,
    slot: usize,
}

struct Slot<T> {
    value: Option<T>,
    due: u64,
    key: u64,
    /// Entries that lead here.
    entries: usize,
    next_free: usize,
}

impl<T: Slotted> Schedule<T> {
    pub(super) const fn new() -> Schedule<T> {
        Schedule { heap: Vec::new(), slots: Vec::new(), free: NOWHERE, length: 0 }
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// Enters a value, which is told its slot.
    pub(super) fn insert(&mut self, due: u64, value: T) {
        let slot = self.free;
        let slot = if slot == NOWHERE { self.slots.len() } else { slot };
        value.set_slot(slot);
        let filled = Slot { value: Some(value), due, key: due, entries: 1, next_free: NOWHERE };
        match self.slots.get_mut(slot) {
            Some(place) => {
                self.free = place.next_free;
                *place = filled;
            }
            None => self.slots.push(filled),
        }
        self.length += 1;
        self.push(Entry { time: due, slot });
    }

    /// Changes when the value of a slot is due.
    pub(super) fn change(&mut self, slot: usize, due: u64) {
        let place = &mut self.slots[slot];
        place.due = due;
        if due < place.key {
            place.key = due;
            place.entries += 1;
            self.push(Entry { time: due, slot });
            self.clear_up();
        }
    }

    /// Takes the value out of a slot.
    pub(super) fn remove(&mut self, slot: usize) -> Option<T> {
        let value = self.take(slot);
        self.clear_up();
        value
    }

    /// Takes out a value that is due.
    pub(super) fn pop_due(&mut self, now: u64) -> Option<T> {
        while let Some(&Entry { time, slot }) = self.heap.first()
            && time <= now
        {
            let place = &mut self.slots[slot];
            if place.value.is_some() && place.key == time && place.due > now {
                // Put off. The entry stays, further down.
                place.key = place.due;
                self.heap[0].time = place.due;
                self.sink(0);
                continue;
            }
            let is_due = place.value.is_some() && place.key == time;
            let value = if is_due { self.take(slot) } else { None };
            self.pop();
            if value.is_some() {
                self.clear_up();
                return value;
            }
        }
        None
    }

    /// No value is due before that time; `None` if there is no value.
    pub(super) fn first(&mut self) -> Option<u64> {
        while let Some(&entry) = self.heap.first() {
            if self.counts(entry) {
                return Some(entry.time);
            }
            self.pop();
        }
        None
    }

    /// Whether an entry is no stale one.
    fn counts(&self, entry: Entry) -> bool {
        let slot = &self.slots[entry.slot];
        slot.value.is_some() && slot.key == entry.time
    }

    fn take(&mut self, slot: usize) -> Option<T> {
        let value = self.slots[slot].value.take()?;
        value.set_slot(NOWHERE);
        self.length -= 1;
        Some(value)
    }

    /// Throws the stale entries away if they are more than half of all, and gives back the memory of a burst.
    fn clear_up(&mut self) {
        if self.length == 0 {
            let (heap, slots) = (std::mem::take(&mut self.heap), std::mem::take(&mut self.slots));
            self.free = NOWHERE;
            if slots.capacity() <= MANY {
                (self.heap, self.slots) = (heap, slots);
                self.heap.clear();
                self.slots.clear();
            }
        } else if self.heap.len() > FEW && self.length < self.heap.len() / 2 {
            if self.slots.len() > MANY && self.length < self.slots.len() / 8 {
                return self.move_together();
            }
            let mut heap = std::mem::take(&mut self.heap);
            heap.retain(|&entry| {
                let counts = self.counts(entry);
                if !counts {
                    self.leave_slot(entry.slot);
                }
                counts
            });
            self.heap = heap;
            self.order();
        }
    }

    /// Moves the values to the first slots, and gives the others back.
    fn move_together(&mut self) {
        // Not collected, which would keep the old memory.
        let mut slots = Vec::with_capacity(self.length);
        slots.extend(std::mem::take(&mut self.slots).into_iter().filter(|slot| slot.value.is_some()));
        self.heap = Vec::with_capacity(slots.len());
        self.free = NOWHERE;
        self.slots = slots;
        for (number, slot) in self.slots.iter_mut().enumerate() {
            slot.entries = 1;
            self.heap.push(Entry { time: slot.key, slot: number });
            if let Some(value) = &slot.value {
                value.set_slot(number);
            }
        }
        self.order();
    }

    /// An entry does not lead to the slot any more.
    fn leave_slot(&mut self, number: usize) {
        let slot = &mut self.slots[number];
        slot.entries -= 1;
        if slot.entries == 0 {
            slot.next_free = std::mem::replace(&mut self.free, number);
        }
    }

    fn push(&mut self, entry: Entry) {
        self.heap.push(entry);
        self.rise(self.heap.len() - 1);
    }

    fn pop(&mut self) {
        let first = self.heap.swap_remove(0);
        self.leave_slot(first.slot);
        if !self.heap.is_empty() {
            self.sink(0);
        }
    }

    fn order(&mut self) {
        for place in (0..self.heap.len().div_ceil(CHILDREN)).rev() {
            self.sink(place);
        }
    }

    fn rise(&mut self, mut place: usize) {
        let entry = self.heap[place];
        while place > 0 {
            let parent = (place - 1) / CHILDREN;
            if self.heap[parent].time <= entry.time {
                break;
            }
            self.heap[place] = self.heap[parent];
            place = parent;
        }
        self.heap[place] = entry;
    }

    fn sink(&mut self, mut place: usize) {
        let entry = self.heap[place];
        loop {
            let first = place * CHILDREN + 1;
            let last = (first + CHILDREN).min(self.heap.len());
            let Some(child) = (first..last).min_by_key(|&child| self.heap[child].time) else { break };
            if entry.time <= self.heap[child].time {
                break;
            }
            self.heap[place] = self.heap[child];
            place = child;
        }
        self.heap[place] = entry;
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;
    use crate::base::random;
    use std::cell::Cell;
    use std::collections::BTreeMap;
    use std::rc::Rc;

    struct Named(Rc<(usize, Cell<usize>)>);

    impl Slotted for Named {
        fn set_slot(&self, slot: usize) {
            self.0.1.set(slot);
        }
    }

    /// A schedule beside a plain list of what is due when.
    struct Both {
        schedule: Schedule<Named>,
        names: Vec<Rc<(usize, Cell<usize>)>>,
        due: BTreeMap<usize, u64>,
    }

    impl Both {
        fn new() -> Both {
            Both { schedule: Schedule::new(), names: Vec::new(), due: BTreeMap::new() }
        }

        fn insert(&mut self, due: u64) {
            let name = Rc::new((self.names.len(), Cell::new(NOWHERE)));
            self.schedule.insert(due, Named(Rc::clone(&name)));
            self.due.insert(name.0, due);
            self.names.push(name);
        }

        fn slot(&self, name: usize) -> usize {
            self.names[name].1.get()
        }

        fn change(&mut self, name: usize, due: u64) {
            self.schedule.change(self.slot(name), due);
            self.due.insert(name, due);
        }

        fn remove(&mut self, name: usize) {
            let removed = self.schedule.remove(self.slot(name)).unwrap();
            assert_eq!((removed.0.0, self.slot(name)), (name, NOWHERE));
            self.due.remove(&name);
        }

        fn pass(&mut self, now: u64) {
            while let Some(value) = self.schedule.pop_due(now) {
                assert!(self.due.remove(&value.0.0).unwrap() <= now);
                assert_eq!(value.0.1.get(), NOWHERE);
            }
            assert!(self.due.values().all(|&due| due > now), "what is due was taken out");
            self.agree();
        }

        fn agree(&mut self) {
            assert_eq!(self.schedule.len(), self.due.len());
            let earliest = self.due.values().min().copied();
            assert_eq!(self.schedule.first().is_some(), earliest.is_some());
            assert!(self.schedule.first() <= earliest);
        }

        /// One of those that are in.
        fn any(&self) -> Option<usize> {
            let number = random::below(self.due.len().max(1));
            self.due.keys().nth(number).copied()
        }
    }

    #[test]
    fn all_come_out_when_they_are_due_and_not_before() {
        let mut both = Both::new();
        let mut now = 0;
        for _ in 0..20_000 {
            let due = now + random::below(200) as u64;
            match (random::below(8), both.any()) {
                (0..3, _) | (_, None) => both.insert(due),
                (3..5, Some(name)) => both.change(name, due),
                (5 | 6, Some(name)) => both.remove(name),
                (_, Some(_)) => {
                    now += random::below(20) as u64;
                    both.pass(now);
                }
            }
        }
        both.pass(u64::MAX);
        assert!(both.due.is_empty());
    }

    #[test]
    fn what_is_put_off_or_brought_forward_comes_out_once() {
        let mut both = Both::new();
        both.insert(5);
        for due in [9, 3, 5, 7] {
            both.change(0, due);
            both.agree();
        }
        both.pass(6);
        assert_eq!(both.schedule.len(), 1);
        both.pass(7);
        assert_eq!(both.schedule.len(), 0);
    }

    #[test]
    fn a_burst_leaves_no_memory_behind() {
        let mut both = Both::new();
        for due in 0..100_000 {
            both.insert(due);
        }
        for name in (0..100_000).filter(|name| name % 1_000 != 0) {
            both.remove(name);
        }
        both.agree();
        assert!(both.schedule.heap.capacity() < 2_000 && both.schedule.slots.capacity() < 2_000);
        both.pass(u64::MAX);
    }
}
