//! A four-ary heap of deadlines whose entries know their place, so that one can be taken out again.
//!
//! Four children a node: half the levels of a binary heap, and the children share a cache line. The heap
//! belongs to one thread, so an entry's place is a plain cell.
//!
//! Rejected: leaving cancelled entries in place until they are due. A million `recv_timeout`s that were
//! answered in time would keep a million entries.

#![forbid(unsafe_code)]

use std::time::Instant;

const CHILDREN: usize = 4;

/// The place of an entry that is in no heap.
pub(crate) const NOWHERE: usize = usize::MAX;

/// An entry of a [`Heap`].
pub(crate) trait Placed {
    /// Remembers where in the heap the entry is.
    fn set_place(&self, place: usize);
}

/// A heap of entries by deadline, the earliest first.
pub(crate) struct Heap<E> {
    nodes: Vec<(Instant, E)>,
}

impl<E: Placed> Heap<E> {
    pub(crate) const fn new() -> Self {
        Heap { nodes: Vec::new() }
    }

    /// The earliest deadline.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn first(&self) -> Option<Instant> {
        self.nodes.first().map(|node| node.0)
    }

    pub(crate) fn insert(&mut self, deadline: Instant, entry: E) {
        self.nodes.push((deadline, entry));
        self.rise(self.nodes.len() - 1);
    }

    /// Takes out the earliest entry if it is due.
    pub(crate) fn pop_due(&mut self, now: Instant) -> Option<E> {
        if self.first()? > now {
            return None;
        }
        Some(self.remove(0))
    }

    /// Takes out the entry at `place`, which it has been told by [`Placed::set_place`].
    pub(crate) fn remove(&mut self, place: usize) -> E {
        let (_, entry) = self.nodes.swap_remove(place);
        if place < self.nodes.len() {
            self.sink(place);
            self.rise(place);
        }
        // A burst of a million timers must not keep its memory for ever.
        if self.nodes.capacity() > 1024 && self.nodes.len() < self.nodes.capacity() / 8 {
            self.nodes.shrink_to(self.nodes.len() * 2);
        }
        entry.set_place(NOWHERE);
        entry
    }

    fn rise(&mut self, mut place: usize) {
        while place > 0 {
            let parent = (place - 1) / CHILDREN;
            if self.nodes[parent].0 <= self.nodes[place].0 {
                break;
            }
            self.nodes.swap(parent, place);
            self.nodes[place].1.set_place(place);
            place = parent;
        }
        self.nodes[place].1.set_place(place);
    }

    fn sink(&mut self, mut place: usize) {
        loop {
            let first = place * CHILDREN + 1;
            let last = (first + CHILDREN).min(self.nodes.len());
            let Some(child) = (first..last).min_by_key(|&child| self.nodes[child].0) else { break };
            if self.nodes[place].0 <= self.nodes[child].0 {
                break;
            }
            self.nodes.swap(place, child);
            self.nodes[place].1.set_place(place);
            place = child;
        }
        self.nodes[place].1.set_place(place);
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::rc::Rc;
    use std::time::Duration;

    struct Entry(Rc<(u64, Cell<usize>)>);

    impl Placed for Entry {
        fn set_place(&self, place: usize) {
            self.0.1.set(place);
        }
    }

    #[test]
    fn comes_out_in_order_and_lets_any_entry_go() {
        let start = Instant::now();
        let mut heap = Heap::new();
        let mut kept = Vec::new();
        for n in 0..1_000_u64 {
            let due = n * 7919 % 1_000;
            let entry = Rc::new((due, Cell::new(NOWHERE)));
            heap.insert(start + Duration::from_millis(due), Entry(Rc::clone(&entry)));
            kept.push(entry);
        }
        for entry in kept.iter().filter(|entry| entry.0 % 3 == 0) {
            let removed = heap.remove(entry.1.get());
            assert_eq!(removed.0.0, entry.0);
            assert_eq!(entry.1.get(), NOWHERE);
        }
        let mut seen = Vec::new();
        while let Some(entry) = heap.pop_due(start + Duration::from_secs(1)) {
            seen.push(entry.0.0);
        }
        let expected: Vec<u64> = (0..1_000).filter(|due| due % 3 != 0).collect();
        assert_eq!(seen, expected);
        assert!(heap.first().is_none());
    }
}
