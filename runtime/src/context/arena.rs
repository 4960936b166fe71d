//! A tree in a vector: members that know their place, and can be taken out one by one or with all below them.
//!
//! Links are places, so no member holds another, and going through a tree of any depth takes no stack. Everything here
//! happens under the lock of whoever owns the arena.
//!
//! Rejected: a list of children in each member. To take a member out of its parent's list would need a search or a
//! map, and to mark a whole tree would lock one member after the other, or all at the same time.

#![forbid(unsafe_code)]

/// The place of a member that is in no arena, and the end of a chain of places.
pub(super) const NOWHERE: usize = usize::MAX;

/// The place of the root, which is no member: it is whoever owns the arena. So an arena without members has no memory.
pub(super) const ROOT: usize = usize::MAX - 1;

/// A tree with one root.
pub(super) struct Arena<M> {
    slots: Vec<Slot<M>>,
    /// The root's first child.
    top: usize,
    /// The first free slot; the others follow by `next`.
    free: usize,
}

struct Slot<M> {
    /// `None`: the slot is free.
    member: Option<M>,
    parent: usize,
    first_child: usize,
    previous: usize,
    next: usize,
}

impl<M> Arena<M> {
    pub(super) const fn new() -> Arena<M> {
        Arena { slots: Vec::new(), top: NOWHERE, free: NOWHERE }
    }

    /// Puts a member below another, or below the root; returns its place.
    pub(super) fn insert(&mut self, parent: usize, member: M) -> usize {
        let slot =
            Slot { member: Some(member), parent: NOWHERE, first_child: NOWHERE, previous: NOWHERE, next: NOWHERE };
        let place = self.free;
        let place = if place == NOWHERE {
            self.slots.push(slot);
            self.slots.len() - 1
        } else {
            self.free = self.slots[place].next;
            self.slots[place] = slot;
            place
        };
        self.link(parent, place);
        place
    }

    /// Takes out one member. Those below it go to its parent.
    pub(super) fn remove(&mut self, place: usize) -> Option<M> {
        let parent = self.slots[place].parent;
        while let Some(child) = self.first_child(place) {
            self.unlink(child);
            self.link(parent, child);
        }
        self.unlink(place);
        self.release(place)
    }

    /// Takes out a member and all below it, each after its parent; or all that are below the root.
    pub(super) fn cut(&mut self, place: usize, mut visit: impl FnMut(M)) {
        if place != ROOT {
            return self.cut_one(place, &mut visit);
        }
        while self.top != NOWHERE {
            self.cut_one(self.top, &mut visit);
        }
    }

    fn cut_one(&mut self, root: usize, visit: &mut impl FnMut(M)) {
        self.unlink(root);
        let mut place = root;
        loop {
            // Emptied on the way down, given back on the way up.
            if let Some(member) = self.slots[place].member.take() {
                visit(member);
            }
            if let Some(child) = self.first_child(place) {
                place = child;
                continue;
            }
            let parent = self.slots[place].parent;
            if place != root {
                self.unlink(place);
            }
            self.release(place);
            if place == root {
                return;
            }
            place = parent;
        }
    }

    fn first_child(&self, place: usize) -> Option<usize> {
        Some(self.slots[place].first_child).filter(|&child| child != NOWHERE)
    }

    fn first_below(&mut self, parent: usize) -> &mut usize {
        if parent == ROOT { &mut self.top } else { &mut self.slots[parent].first_child }
    }

    fn link(&mut self, parent: usize, place: usize) {
        let next = std::mem::replace(self.first_below(parent), place);
        if next != NOWHERE {
            self.slots[next].previous = place;
        }
        let slot = &mut self.slots[place];
        slot.parent = parent;
        slot.previous = NOWHERE;
        slot.next = next;
    }

    fn unlink(&mut self, place: usize) {
        let Slot { parent, previous, next, .. } = self.slots[place];
        if previous != NOWHERE {
            self.slots[previous].next = next;
        } else {
            *self.first_below(parent) = next;
        }
        if next != NOWHERE {
            self.slots[next].previous = previous;
        }
    }

    /// Gives back a slot that is linked to no other.
    fn release(&mut self, place: usize) -> Option<M> {
        let slot = &mut self.slots[place];
        slot.next = std::mem::replace(&mut self.free, place);
        slot.member.take()
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    fn cut(arena: &mut Arena<u32>, place: usize) -> Vec<u32> {
        let mut members = Vec::new();
        arena.cut(place, |member| members.push(member));
        members
    }

    #[test]
    fn a_subtree_is_cut_parents_first() {
        let mut arena = Arena::new();
        let root = arena.insert(ROOT, 0);
        let a = arena.insert(root, 1);
        let b = arena.insert(root, 2);
        let a1 = arena.insert(a, 11);
        arena.insert(a1, 111);
        arena.insert(a, 12);
        arena.insert(b, 21);
        let gone = cut(&mut arena, a);
        assert_eq!(gone[0], 1);
        assert!(gone.iter().position(|&member| member == 11) < gone.iter().position(|&member| member == 111));
        assert_eq!(gone.len(), 4);
        assert_eq!(cut(&mut arena, root), [0, 2, 21]);
        assert_eq!(arena.insert(ROOT, 7), root, "slots are used again");
        arena.insert(ROOT, 8);
        arena.insert(root, 71);
        let all = cut(&mut arena, ROOT);
        assert_eq!(all.len(), 3);
        assert!(all.iter().position(|&member| member == 7) < all.iter().position(|&member| member == 71));
        assert!(cut(&mut arena, ROOT).is_empty());
    }

    #[test]
    fn what_is_below_a_removed_member_goes_to_its_parent() {
        let mut arena = Arena::new();
        let root = arena.insert(ROOT, 0);
        let a = arena.insert(root, 1);
        let b = arena.insert(root, 2);
        arena.insert(a, 11);
        let a2 = arena.insert(a, 12);
        assert_eq!(arena.remove(a), Some(1));
        assert_eq!(arena.remove(a2), Some(12));
        assert_eq!(arena.remove(b), Some(2));
        assert_eq!(cut(&mut arena, root), [0, 11]);
    }

    #[test]
    fn any_depth_will_do() {
        let mut arena = Arena::new();
        let root = arena.insert(ROOT, 0);
        let mut below = root;
        for n in 1..100_000 {
            below = arena.insert(below, n);
        }
        assert!(cut(&mut arena, root).into_iter().eq(0..100_000));
    }
}
