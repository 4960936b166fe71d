//! The inbox and the sleep of its owner: everything pushed is drained, and a push never leaves the owner asleep.

use super::explore;
use crate::base::shim;
use crate::task::inbox::{Inbox, Linked, Owner};
use crate::wait::thread::Bed;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, Ordering, fence};
use loom::thread;

struct Node(shim::AtomicPtr<Node>);

// SAFETY: the link is a field of the record; the tests leak the records.
unsafe impl Linked for Node {
    fn link(&self) -> &shim::AtomicPtr<Node> {
        &self.0
    }
}

struct Owned {
    inbox: Inbox<Node>,
    bed: std::sync::Arc<Bed>,
    mail: AtomicBool,
}

fn owned() -> Arc<Owned> {
    Arc::new(Owned { inbox: Inbox::new(), bed: Bed::of_this_thread(), mail: AtomicBool::new(false) })
}

fn push(owned: &Owned) {
    let node = Box::into_raw(Box::new(Node(shim::AtomicPtr::new(std::ptr::null_mut()))));
    // SAFETY: the record is valid until the drainer frees it.
    if unsafe { owned.inbox.push(node) } == Owner::Asleep {
        owned.bed.wake();
    }
}

/// Drains what is there and returns how much it was.
fn drain(owned: &Owned) -> usize {
    let mut count = 0;
    let mut node = owned.inbox.drain();
    while !node.is_null() {
        // SAFETY: a drained record is the drainer's.
        let record = unsafe { Box::from_raw(node) };
        node = record.0.load(Ordering::Relaxed);
        count += 1;
    }
    count
}

fn sleep(owned: &Owned) {
    while owned.inbox.is_asleep() {
        owned.bed.sleep(None);
    }
}

#[test]
fn nothing_pushed_is_lost() {
    explore(3, || {
        let owned = owned();
        let pushers: Vec<_> = (0..2)
            .map(|_| {
                let owned = Arc::clone(&owned);
                thread::spawn(move || push(&owned))
            })
            .collect();
        let mut seen = 0;
        while seen < 2 {
            seen += drain(&owned);
            if seen < 2 && owned.inbox.try_sleep() {
                sleep(&owned);
            }
        }
        for pusher in pushers {
            pusher.join().unwrap();
        }
    });
}

/// Mail is no part of the word, so both sides fence: the protocol of `sched::idle::sleep` and `place::send`.
#[test]
fn mail_is_seen_by_the_sleeper_or_wakes_it() {
    explore(3, || {
        let owned = owned();
        let placer = {
            let owned = Arc::clone(&owned);
            thread::spawn(move || {
                owned.mail.store(true, Ordering::Release);
                fence(Ordering::SeqCst);
                if owned.inbox.nudge() {
                    owned.bed.wake();
                }
            })
        };
        while !owned.mail.load(Ordering::Acquire) {
            if owned.inbox.try_sleep() {
                fence(Ordering::SeqCst);
                if owned.mail.load(Ordering::SeqCst) {
                    owned.inbox.nudge();
                }
                sleep(&owned);
            }
        }
        placer.join().unwrap();
    });
}

/// A push and a nudge at once: the owner is unparked, and the pushed record is there.
#[test]
fn a_nudge_does_not_hide_a_push() {
    explore(3, || {
        let owned = owned();
        let nudger = {
            let owned = Arc::clone(&owned);
            thread::spawn(move || {
                if owned.inbox.nudge() {
                    owned.bed.wake();
                }
            })
        };
        let pusher = {
            let owned = Arc::clone(&owned);
            thread::spawn(move || push(&owned))
        };
        let mut seen = 0;
        while seen == 0 {
            if owned.inbox.try_sleep() {
                sleep(&owned);
            }
            seen += drain(&owned);
        }
        nudger.join().unwrap();
        pusher.join().unwrap();
    });
}
