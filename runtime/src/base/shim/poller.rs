//! Under loom: a queue of events that a model makes happen.

#![forbid(unsafe_code)]

use super::now;
use super::under_loom::beginning;
use loom::sync::{Condvar, Mutex, MutexGuard};
use std::io;
use std::os::fd::BorrowedFd;
use std::time::Instant;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) token: usize,
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) unusual: bool,
}

#[derive(Default)]
struct Queue {
    events: Vec<Event>,
    woken: bool,
}

pub(crate) struct Poller {
    turn: Mutex<()>,
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl Poller {
    pub(crate) fn new() -> io::Result<Poller> {
        Ok(Poller { turn: Mutex::new(()), queue: Mutex::new(Queue::default()), changed: Condvar::new() })
    }

    pub(crate) fn add(&self, _fd: BorrowedFd<'_>, _token: usize) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn delete(&self, _fd: BorrowedFd<'_>) {}

    #[cfg(test)]
    pub(crate) fn happen(&self, event: Event) {
        self.queue.lock().unwrap().events.push(event);
        self.changed.notify_one();
    }

    pub(crate) fn wake(&self) {
        self.queue.lock().unwrap().woken = true;
        self.changed.notify_one();
    }

    pub(crate) fn turn(&self) -> Turn<'_> {
        Turn { poller: self, _turn: self.turn.lock().unwrap(), taken: Vec::new() }
    }

    pub(crate) fn try_turn(&self) -> Option<Turn<'_>> {
        Some(Turn { poller: self, _turn: self.turn.try_lock().ok()?, taken: Vec::new() })
    }
}

pub(crate) struct Turn<'a> {
    poller: &'a Poller,
    _turn: MutexGuard<'a, ()>,
    taken: Vec<Event>,
}

impl Turn<'_> {
    pub(crate) fn look(&mut self) {
        self.taken = std::mem::take(&mut self.poller.queue.lock().unwrap().events);
    }

    /// With a deadline it lets others run and comes back, as a wait may that ends for nothing.
    pub(crate) fn wait(&mut self, until: Option<Instant>) {
        if until.is_some() {
            debug_assert!(until >= Some(beginning()) && now() >= beginning());
            loom::thread::yield_now();
            return self.look();
        }
        let mut queue = self.poller.queue.lock().unwrap();
        while queue.events.is_empty() && !queue.woken {
            queue = self.poller.changed.wait(queue).unwrap();
        }
        queue.woken = false;
        self.taken = std::mem::take(&mut queue.events);
    }

    pub(crate) fn has_events(&self) -> bool {
        !self.taken.is_empty()
    }

    pub(crate) fn for_each(&self, visit: impl FnMut(Event)) {
        self.taken.iter().copied().for_each(visit);
    }
}
