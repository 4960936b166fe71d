//! The permits of a `Semaphore`: how many are held, and who waits for some.
//!
//! One word says how many permits are held, and, by the bit QUEUED, whether somebody waits. As long as nobody does, permits are
//! taken and given back by one exchange; with QUEUED in the word it is changed under the queue's lock only.
//!
//! Those who wait stand in a queue of tickets, each with the number that it asks for and a channel on which it is told that
//! it has it. Whoever releases something grants from the head of the queue as far as it goes, so a large request is not
//! overtaken by small ones for ever. Whoever gives up takes his ticket out, and grants on, because he may have been what
//! the others waited behind; and if his ticket is gone, he has been granted something, which he gives back.

#![forbid(unsafe_code)]

use crate::base::lock::SpinLock;
use crate::base::shim::{AtomicUsize, Ordering};
use crate::base::spin::spin;
use crate::chan::{self, Receiver, Sender};
use crate::wait::in_place;
use std::collections::VecDeque;

/// What all clones of a semaphore share.
pub(super) struct Permits {
    size: usize,
    /// The permits that are held, in units of [`ONE`], and [`QUEUED`].
    word: AtomicUsize,
    queue: SpinLock<Queue>,
}

/// Somebody waits: the queue is not empty. Changed under its lock.
const QUEUED: usize = 1;

const ONE: usize = 2;

/// More permits than that there cannot be.
const MOST: usize = usize::MAX / ONE;

/// How long somebody keeps off who was not the only one to change the word, in nanoseconds: meanwhile the others have its line
/// for dozens of operations.
const BACK_OFF: u32 = 800;

struct Queue {
    /// The number of the next ticket.
    next: u64,
    tickets: VecDeque<Ticket>,
}

struct Ticket {
    number: u64,
    wants: usize,
    /// Room for one message, so that granting never waits.
    granted: Sender<()>,
}

impl Permits {
    pub(super) fn new(size: usize) -> Permits {
        let queue = SpinLock::new(Queue { next: 0, tickets: VecDeque::new() });
        Permits { size: size.min(MOST), word: AtomicUsize::new(0), queue }
    }

    /// How many are free.
    pub(super) fn free(&self) -> usize {
        self.size - self.word.load(Ordering::Relaxed) / ONE
    }

    /// Whether so many are free, and nobody waits for any.
    #[inline]
    fn may_take(&self, word: usize, n: usize) -> bool {
        word & QUEUED == 0 && n <= self.size - word / ONE
    }

    #[inline]
    pub(super) fn take(&self, n: usize) -> bool {
        let word = self.word.load(Ordering::Relaxed);
        self.may_take(word, n) && (self.swap(word, word + n * ONE) || self.take_contended(n))
    }

    #[inline]
    fn swap(&self, from: usize, to: usize) -> bool {
        self.word.compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    #[cold]
    fn take_contended(&self, n: usize) -> bool {
        loop {
            if in_place::looks() != 0 {
                spin(BACK_OFF);
            }
            let word = self.word.load(Ordering::Relaxed);
            if !self.may_take(word, n) {
                return false;
            }
            if self.swap(word, word + n * ONE) {
                return true;
            }
        }
    }

    /// Takes permits, or enters a ticket for them under the queue's lock.
    fn take_or_enter(&self, n: usize, queue: &mut Queue, granted: Sender<()>) -> Result<(), u64> {
        loop {
            if self.take(n) {
                return Ok(());
            }
            let word = self.word.load(Ordering::Relaxed);
            // With QUEUED it stays as it is while the lock is held.
            if !self.may_take(word, n) && self.swap(word, word | QUEUED) {
                break;
            }
        }
        let number = queue.next;
        queue.next += 1;
        queue.tickets.push_back(Ticket { number, wants: n, granted });
        Err(number)
    }

    /// Gives permits back; false if fewer are held.
    #[inline]
    pub(super) fn give_back(&self, n: usize) -> bool {
        let mut word = self.word.load(Ordering::Relaxed);
        while word & QUEUED == 0 {
            if n > word / ONE {
                return false;
            }
            if self.swap(word, word - n * ONE) {
                return true;
            }
            word = self.word.load(Ordering::Relaxed);
        }
        self.give_to_queue(n)
    }

    #[cold]
    fn give_to_queue(&self, n: usize) -> bool {
        let mut queue = self.queue.lock();
        if queue.tickets.is_empty() {
            // Served meanwhile: the word is not QUEUED, and nobody makes it so while the lock is held.
            return self.give_back(n);
        }
        let held = self.word.load(Ordering::Acquire) / ONE;
        let Some(held) = held.checked_sub(n) else { return false };
        let granted = self.grant(&mut queue, held);
        drop(queue);
        tell(granted);
        true
    }

    /// Serves those at the head of the queue who can have what they want, where `held` are held. They are told after the lock
    /// has been released.
    fn grant(&self, queue: &mut Queue, mut held: usize) -> Vec<Ticket> {
        let mut granted = Vec::new();
        while let Some(first) = queue.tickets.front()
            && first.wants <= self.size - held
        {
            held += first.wants;
            granted.extend(queue.tickets.pop_front());
        }
        let queued = if queue.tickets.is_empty() { 0 } else { QUEUED };
        self.word.store((held * ONE) | queued, Ordering::Release);
        granted
    }

    /// Takes permits, or queues for them.
    pub(super) fn ask(&self, n: usize) -> Asked {
        if self.take(n) {
            return Asked::Taken;
        }
        if n > self.size {
            return Asked::Never;
        }
        // Not under the lock, for it allocates.
        let (granted, receiver) = chan::open(Some(1));
        match self.take_or_enter(n, &mut self.queue.lock(), granted) {
            Ok(()) => Asked::Taken,
            Err(number) => Asked::Waiting(number, receiver),
        }
    }

    /// Takes a ticket out of the queue; if it has been granted, gives back what it was for.
    pub(super) fn give_up(&self, number: u64, n: usize) {
        let mut queue = self.queue.lock();
        match queue.tickets.iter().position(|ticket| ticket.number == number) {
            Some(place) => {
                let ticket = queue.tickets.remove(place);
                let held = self.word.load(Ordering::Acquire) / ONE;
                let granted = self.grant(&mut queue, held);
                drop(queue);
                drop(ticket);
                tell(granted);
            }
            None => {
                drop(queue);
                self.give_back(n);
            }
        }
    }
}

/// What became of asking for permits.
pub(super) enum Asked {
    Taken,
    /// More than there are.
    Never,
    /// The number of the ticket, and where it is told that it is granted.
    Waiting(u64, Receiver<()>),
}

fn tell(granted: Vec<Ticket>) {
    for ticket in granted {
        // The waiter holds the receiver until it has heard.
        let _ = ticket.granted.try_send(());
    }
}
