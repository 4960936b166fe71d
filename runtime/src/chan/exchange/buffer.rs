//! What a channel holds: values in the order in which they came.
//!
//! A row of blocks, each of which is a ring. A channel that never holds more than a block goes round in that one and never
//! comes to the allocator again; one that holds more gets further blocks, and gives each back as soon as it is empty, but
//! for one. A bounded channel whose whole buffer is small has all of it from the beginning, as one block. The blocks of an
//! unbounded channel grow from a few values up to the size of all further ones, so that a channel that stays small costs
//! little.
//!
//! Under the channel's lock nothing here allocates or frees, as an allocator may be anybody's code and may take its time:
//! who is about to put a value in and finds no place for it makes what is [`Wanted`] without the lock and hands it in, and
//! who has taken a value out frees the blocks that are of no use any more ([`Buffer::excess`]) when the lock is released.
//!
//! # A value that is taken makes place for one that waits
//!
//! Whoever takes a value from a full bounded channel puts the first waiting sender's value in, and has no block to hand in.
//! So a sender does not wait before there is an empty block (`State::is_prepared`). All blocks of a bounded channel are of
//! one size, and after so many values have been taken and put in, the first block is empty and serves again.
//!
//! Rejected: one ring that doubles and halves. A burst would be copied again and again, under the lock.

#![forbid(unsafe_code)]

use crate::base::drops::drop_each;
use std::collections::{LinkedList, VecDeque};
use std::iter;
use std::mem::{replace, swap};

/// Blocks one after another; a list, so that one can be moved without the allocator.
pub(super) type Blocks<T> = LinkedList<VecDeque<T>>;

/// A bounded channel has its whole buffer from the beginning if that is no more than so many bytes.
const EAGER_BYTES: usize = 1 << 16;

/// Bytes of a block, roughly.
const BLOCK_BYTES: usize = 1 << 12;

/// Values of a full-sized block, at least and at most.
const FEWEST: usize = 8;
const MOST: usize = 256;

/// Values of an unbounded channel's first block.
const FIRST: usize = 4;

/// The values in a channel.
pub(super) struct Buffer<T> {
    /// Values are taken from here. It is empty only if there are no values at all.
    front: VecDeque<T>,
    /// There once a single block was not enough.
    more: Option<Box<More<T>>>,
}

/// What a buffer of several blocks has beside the first.
pub(super) struct More<T> {
    /// The blocks behind the first. Values are put into the last.
    rest: Blocks<T>,
    /// How many values those have.
    len: usize,
    /// Empty blocks: one to go on with, and those that are to be freed.
    idle: Blocks<T>,
}

/// What a buffer lacks, with the number of values of a block.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    First(usize),
    Second(usize),
    Further(usize),
}

/// What [`Wanted`] is made into, without the lock.
pub(super) enum Supply<T> {
    First(VecDeque<T>),
    Second(Box<More<T>>),
    Further(Blocks<T>),
}

impl Wanted {
    pub(super) fn make<T>(self) -> Supply<T> {
        let block = |values| Blocks::from([VecDeque::with_capacity(values)]);
        match self {
            Wanted::First(values) => Supply::First(VecDeque::with_capacity(values)),
            Wanted::Second(values) => {
                Supply::Second(Box::new(More { rest: Blocks::new(), len: 0, idle: block(values) }))
            }
            Wanted::Further(values) => Supply::Further(block(values)),
        }
    }
}

impl<T> Buffer<T> {
    /// The buffer of a channel of this capacity.
    #[inline(always)]
    pub(super) fn new(capacity: Option<usize>) -> Buffer<T> {
        let values = match capacity {
            Some(capacity) if capacity.saturating_mul(size_of::<T>()) <= EAGER_BYTES => capacity,
            None if FIRST * size_of::<T>() <= BLOCK_BYTES => FIRST,
            _ => 0,
        };
        Buffer { front: VecDeque::with_capacity(values), more: None }
    }

    /// A buffer that nothing is put into.
    pub(super) fn unused() -> Buffer<T> {
        Buffer { front: VecDeque::new(), more: None }
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.front.is_empty()
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.front.len() + self.more.as_ref().map_or(0, |more| more.len)
    }

    /// Whether the first block alone has place for so many values.
    #[inline]
    pub(super) fn has_all_of(&self, values: usize) -> bool {
        self.front.capacity() >= values
    }

    /// Whether there is an empty block.
    pub(super) fn has_block(&self) -> bool {
        self.more.as_ref().is_some_and(|more| !more.idle.is_empty())
    }

    /// The block that values are put into.
    #[inline]
    fn last(&self) -> &VecDeque<T> {
        self.more.as_ref().and_then(|more| more.rest.back()).unwrap_or(&self.front)
    }

    /// Whether a value can be put in.
    #[inline]
    pub(super) fn has_place(&self) -> bool {
        self.last().len() < self.last().capacity() || self.has_block()
    }

    /// What is to be handed in next, in a channel of this capacity.
    pub(super) fn wanted(&self, capacity: Option<usize>) -> Wanted {
        let full = (BLOCK_BYTES / size_of::<T>().max(1)).clamp(FEWEST, MOST);
        let values = match capacity {
            Some(capacity) => full.min(capacity),
            None => self.last().capacity().saturating_mul(2).clamp(FIRST, full),
        };
        match self.more {
            None if self.front.capacity() == 0 => Wanted::First(values),
            None => Wanted::Second(values),
            Some(_) => Wanted::Further(values),
        }
    }

    /// Takes over what was wanted. What comes back is to be freed without the lock: somebody else has been faster.
    pub(super) fn accept(&mut self, supply: Supply<T>) -> Option<Supply<T>> {
        match (supply, &mut self.more) {
            (Supply::First(ring), None) if self.front.capacity() == 0 => self.front = ring,
            (Supply::Second(more), nothing @ None) if self.front.capacity() > 0 => *nothing = Some(more),
            (Supply::Further(mut block), Some(more)) => more.idle.append(&mut block),
            (other, _) => return Some(other),
        }
        None
    }

    /// Puts the value at `offer` in, which is there. False if there is no place for it; then it stays there.
    #[inline]
    pub(super) fn try_push(&mut self, offer: &mut Option<T>) -> bool {
        let (last, len) = match &mut self.more {
            None => (&mut self.front, None),
            Some(more) => match more.rest.back_mut() {
                None => (&mut self.front, None),
                Some(last) => (last, Some(&mut more.len)),
            },
        };
        if last.len() == last.capacity() {
            return self.go_on() && self.try_push_again(offer);
        }
        if let Some(value) = offer.take() {
            last.push_back(value);
            if let Some(len) = len {
                *len += 1;
            }
        }
        true
    }

    #[cold]
    #[inline(never)]
    fn try_push_again(&mut self, offer: &mut Option<T>) -> bool {
        self.try_push(offer)
    }

    /// Puts a value in. The caller has seen to it that there is a place.
    pub(super) fn push(&mut self, value: T) {
        let mut offer = Some(value);
        if !self.try_push(&mut offer) {
            unreachable!("a value is put in where there is a place for it");
        }
    }

    /// The last block is full: puts an empty one behind it, if there is one.
    #[cold]
    #[inline(never)]
    fn go_on(&mut self) -> bool {
        let Some(more) = &mut self.more else { return false };
        let mut next = first_of(&mut more.idle);
        let may = !next.is_empty();
        more.rest.append(&mut next);
        may
    }

    /// Takes the first value out.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<T> {
        let value = self.front.pop_front();
        if let Some(more) = &mut self.more
            && self.front.is_empty()
            && !more.rest.is_empty()
        {
            more.advance(&mut self.front);
        }
        value
    }

    /// Whether there are blocks to be freed.
    #[inline]
    pub(super) fn has_excess(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.idle.len() > 1)
    }

    /// The blocks that are to be freed without the lock: all empty ones but the last, which is the largest.
    pub(super) fn excess(&mut self) -> Blocks<T> {
        match &mut self.more {
            Some(more) if more.idle.len() > 1 => {
                let last = more.idle.split_off(more.idle.len() - 1);
                replace(&mut more.idle, last)
            }
            _ => Blocks::new(),
        }
    }

    /// Drops the values, in order; see [`drop_each`].
    pub(super) fn discard(mut self) {
        if self.is_empty() {
            return;
        }
        drop_each(iter::from_fn(move || self.pop()));
    }
}

impl<T> More<T> {
    /// The first block is empty: the next takes its place, if there is one.
    fn advance(&mut self, front: &mut VecDeque<T>) {
        let mut next = first_of(&mut self.rest);
        if let Some(ring) = next.front_mut() {
            swap(front, ring);
            self.len -= front.len();
        }
        self.idle.append(&mut next);
    }
}

/// Takes the first block out, if there is one.
fn first_of<T>(blocks: &mut Blocks<T>) -> Blocks<T> {
    if blocks.is_empty() {
        return Blocks::new();
    }
    let others = blocks.split_off(1);
    replace(blocks, others)
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    fn hand_in(buffer: &mut Buffer<u64>, capacity: Option<usize>) {
        assert!(buffer.accept(buffer.wanted(capacity).make()).is_none());
    }

    fn put(buffer: &mut Buffer<u64>, capacity: Option<usize>, value: u64) {
        while !buffer.has_place() {
            hand_in(buffer, capacity);
        }
        buffer.push(value);
    }

    fn places(buffer: &Buffer<u64>) -> usize {
        let more = buffer.more.iter().flat_map(|more| more.rest.iter().chain(&more.idle));
        buffer.front.capacity() + more.map(VecDeque::capacity).sum::<usize>()
    }

    #[test]
    fn what_grew_shrinks_again_and_order_stays() {
        let mut buffer = Buffer::new(None);
        let (mut sent, mut received) = (0.., 0..);
        for level in [3, 100_000, 0, 500, 20, 5_000, 0] {
            while buffer.len() < level {
                put(&mut buffer, None, sent.next().unwrap());
            }
            while buffer.len() > level {
                assert_eq!(buffer.pop(), received.next());
                drop(buffer.excess());
            }
            assert!(places(&buffer) <= 2 * level + 3 * MOST, "{} places for {level}", places(&buffer));
            assert_eq!(buffer.is_empty(), level == 0);
        }
        assert_eq!(buffer.pop(), None);
    }

    #[test]
    fn a_channel_that_stays_small_keeps_its_block() {
        let mut buffer = Buffer::new(None);
        for round in 0..1_000 {
            (0..3).for_each(|value| put(&mut buffer, None, 10 * round + value));
            (0..3).for_each(|value| assert_eq!(buffer.pop(), Some(10 * round + value)));
        }
        assert_eq!(places(&buffer), FIRST);
    }

    /// A full bounded channel with an empty block: each value that is taken makes place for one.
    #[test]
    fn a_full_buffer_goes_round_without_the_allocator() {
        for capacity in [MOST + 1, 3 * MOST - 1, 3 * MOST, 10_000] {
            for start in 0..MOST as u64 {
                let mut buffer = Buffer::new(Some(10_000));
                for value in 0..start {
                    put(&mut buffer, Some(capacity), value);
                    buffer.pop();
                }
                while buffer.len() < capacity {
                    put(&mut buffer, Some(capacity), 0);
                }
                if !buffer.has_block() {
                    hand_in(&mut buffer, Some(capacity));
                }
                for _ in 0..2 * capacity.min(3 * MOST) {
                    buffer.pop();
                    drop(buffer.excess());
                    assert!(buffer.has_place());
                    buffer.push(0);
                }
            }
        }
    }
}
