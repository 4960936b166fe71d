//! The permits of a `Semaphore`: how many are held, and who waits for some.
//!
//! One word says how many permits are held, and, by the bit QUEUED, whether somebody waits. As long as nobody does, permits are
//! taken and given back by one exchange; with QUEUED in the word it is changed under the queue's lock only.
//!
//! Those who wait stand in a queue of tickets, each with the number that it asks for. Who can give up has a channel on which he
//! is told that he has it. The others stand in a crowd, too, in the same order as their tickets, so the first of the crowd is the
//! first of those tickets; they need no channel. Whoever releases something grants from the head of the queue as far as it goes, so a large request is not
//! overtaken by small ones for ever. Whoever gives up takes his ticket out, and grants on, because he may have been what
//! the others waited behind; and if his ticket is gone, he has been granted something, which he gives back.

#![forbid(unsafe_code)]

use crate::base::lock::SpinLock;
use crate::base::shim::{AtomicUsize, Ordering};
use crate::base::spin::spin;
use crate::chan::{self, Receiver, Sender};
use crate::wait::crowd::{Crowd, Place, wait_in};
use crate::wait::in_place;
use crate::wait::waiter::{Site, Wakes};
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
const BACK_OFF: u32 = 2_000;

struct Queue {
    /// The number of the next ticket.
    next: u64,
    tickets: VecDeque<Ticket>,
    crowd: Crowd,
}

struct Ticket {
    wants: usize,
    holder: Holder,
}

/// Who has a ticket.
enum Holder {
    /// The first of the crowd, once all tickets of this kind before it are gone.
    InCrowd,
    /// Somebody who may give up the ticket of that number.
    Told(u64, Sender<()>),
}

/// Those who are to be told that their tickets are granted, once the lock is released.
#[derive(Default)]
struct Granted {
    wakes: Wakes,
    senders: Vec<Sender<()>>,
}

impl Granted {
    fn tell(self) {
        self.wakes.now();
        for sender in self.senders {
            // There is room for the message, and the waiter holds the receiver until it has heard.
            let _ = sender.try_send(());
        }
    }
}

/// What those in the crowd are told.
const GRANTED: u32 = 0;

impl Permits {
    pub(super) fn new(size: usize) -> Permits {
        let queue = SpinLock::new(Queue { next: 0, tickets: VecDeque::new(), crowd: Crowd::new() });
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

    /// Takes permits; or else notes that somebody waits, who then enters his ticket. He holds the queue's lock.
    fn take_or_queue(&self, n: usize) -> bool {
        loop {
            if self.take(n) {
                return true;
            }
            let word = self.word.load(Ordering::Relaxed);
            // With QUEUED it stays as it is while the lock is held.
            if !self.may_take(word, n) && self.swap(word, word | QUEUED) {
                return false;
            }
        }
    }

    /// Waits for permits; false if there never are so many.
    #[cold]
    pub(super) fn wait_for(&self, n: usize, site: Site) -> bool {
        if n > self.size {
            return false;
        }
        let mut queue = self.queue.lock();
        if !self.take_or_queue(n) {
            queue.tickets.push_back(Ticket { wants: n, holder: Holder::InCrowd });
            wait_in(&self.queue, queue, |queue| &mut queue.crowd, Place::Last, site);
        }
        true
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
        granted.tell();
        true
    }

    /// Serves those at the head of the queue who can have what they want, where `held` are held. They are told after the lock
    /// has been released.
    fn grant(&self, queue: &mut Queue, mut held: usize) -> Granted {
        let mut granted = Granted::default();
        while let Some(first) = queue.tickets.front()
            && first.wants <= self.size - held
        {
            held += first.wants;
            // Before he can know of it and give something back, for which he then waits for the lock.
            self.word.store((held * ONE) | QUEUED, Ordering::Release);
            match queue.tickets.pop_front().map(|ticket| ticket.holder) {
                Some(Holder::Told(_, sender)) => granted.senders.push(sender),
                Some(Holder::InCrowd) => granted.wakes.add(queue.crowd.release_one(GRANTED)),
                None => unreachable!("it was looked at"),
            }
        }
        let queued = if queue.tickets.is_empty() { 0 } else { QUEUED };
        self.word.store((held * ONE) | queued, Ordering::Release);
        granted
    }

    /// Takes permits, or queues for them with a ticket that may be given up.
    pub(super) fn ask(&self, n: usize) -> Asked {
        if self.take(n) {
            return Asked::Taken;
        }
        if n > self.size {
            return Asked::Never;
        }
        // Not under the lock, for it allocates.
        let (granted, receiver) = chan::open(Some(1));
        let mut queue = self.queue.lock();
        if self.take_or_queue(n) {
            return Asked::Taken;
        }
        let number = queue.next;
        queue.next += 1;
        queue.tickets.push_back(Ticket { wants: n, holder: Holder::Told(number, granted) });
        Asked::Waiting(number, receiver)
    }

    /// Takes a ticket out of the queue; if it has been granted, gives back what it was for.
    pub(super) fn give_up(&self, number: u64, n: usize) {
        let mut queue = self.queue.lock();
        match queue.tickets.iter().position(|ticket| matches!(ticket.holder, Holder::Told(its, _) if its == number)) {
            Some(place) => {
                let ticket = queue.tickets.remove(place);
                let held = self.word.load(Ordering::Acquire) / ONE;
                let granted = self.grant(&mut queue, held);
                drop(queue);
                drop(ticket);
                granted.tell();
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
