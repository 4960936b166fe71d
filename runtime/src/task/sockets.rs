//! What a home has of the network: the poller that its worker sleeps in, if any sockets are registered there.
//!
//! The poller is made when it is first needed: a program without sockets has none, and its workers sleep on a futex.

#![forbid(unsafe_code)]

use crate::base::shim::poller::Poller;
use crate::base::shim::{AtomicBool, AtomicUsize, Ordering};
use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A home's poller.
pub(crate) struct Sockets {
    poller: OnceLock<Poller>,
    /// Sockets that the poller tells of.
    registered: AtomicUsize,
    /// The worker sleeps in the poller, or is about to: written by it while it is awake.
    sleeps_here: AtomicBool,
    /// Goroutines of this home that wait for a socket. Written by the home's thread alone.
    waiting: AtomicUsize,
}

impl Sockets {
    pub(crate) fn new() -> Sockets {
        Sockets {
            poller: OnceLock::new(),
            registered: AtomicUsize::new(0),
            sleeps_here: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
        }
    }

    /// The poller, if there are sockets for it to tell of.
    #[inline]
    pub(crate) fn in_use(&self) -> Option<&Poller> {
        if self.registered.load(Ordering::SeqCst) == 0 {
            return None;
        }
        self.poller.get()
    }

    /// The poller, which is made if there is none.
    ///
    /// # Errors
    ///
    /// If no descriptors are left for it.
    pub(crate) fn poller(&self) -> io::Result<&Poller> {
        static MAKING: Mutex<()> = Mutex::new(());
        if let Some(poller) = self.poller.get() {
            return Ok(poller);
        }
        let _one_at_a_time = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        match self.poller.get() {
            Some(poller) => Ok(poller),
            None => {
                let poller = Poller::new()?;
                Ok(self.poller.get_or_init(|| poller))
            }
        }
    }

    /// A socket is about to be added to the poller, which is there. Whoever says so then ends the worker's sleep, if it
    /// sleeps elsewhere.
    pub(crate) fn count(&self) {
        self.registered.fetch_add(1, Ordering::SeqCst);
    }

    /// A socket has been taken out of the poller.
    pub(crate) fn uncount(&self) {
        self.registered.fetch_sub(1, Ordering::SeqCst);
    }

    /// How many sockets the poller tells of.
    pub(crate) fn registered(&self) -> usize {
        self.registered.load(Ordering::SeqCst)
    }

    /// The worker, awake: says where it will sleep.
    pub(crate) fn sleep_here(&self, here: bool) {
        // Relaxed: whoever is to read it has taken the mark ASLEEP away, which the worker sets after this.
        self.sleeps_here.store(here, Ordering::Relaxed);
    }

    /// Wakes the worker, if it sleeps in the poller; false if it does not.
    pub(crate) fn wake(&self) -> bool {
        if !self.sleeps_here.load(Ordering::Relaxed) {
            return false;
        }
        match self.poller.get() {
            Some(poller) => {
                poller.wake();
                true
            }
            None => false,
        }
    }

    /// A goroutine of this home is about to wait for a socket.
    pub(crate) fn begin_wait(&self) {
        self.waiting.store(self.waiting.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }

    /// It waits no more.
    pub(crate) fn end_wait(&self) {
        self.waiting.store(self.waiting.load(Ordering::Relaxed).wrapping_sub(1), Ordering::Relaxed);
    }

    /// How many goroutines of this home wait for a socket.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }
}
