//! The inbox of a home: where others put the goroutines that they wake.
//!
//! An intrusive stack: any thread pushes, the owner takes everything with one swap. The head doubles as the
//! word that says whether the owner sleeps:
//!
//! ```text
//!              push: link, CAS                      push: link, CAS; the pusher must unpark
//!    EMPTY ───────────────────► node ► node …   ◄─────────────────────────── ASLEEP
//!      ▲ │                        │                                            ▲ │
//!      │ └────────────────────────│────────── try_sleep: CAS ──────────────────┘ │
//!      └──── drain: swap ─────────┘                                              │
//!      └──────────────────────── nudge / wake up: CAS ───────────────────────────┘
//! ```
//!
//! Because "there is mail" and "the owner sleeps" are one word, no fence and no second look is needed to
//! rule out the lost wake-up: either the push finds ASLEEP and its caller unparks the owner, or `try_sleep`
//! finds mail and fails. Exactly one caller finds ASLEEP, so a sleeping owner is unparked once.
//!
//! Rejected: a separate `sleeping` flag beside the head (store-load fences on both sides, on every push).

use crate::base::shim::{AtomicPtr, Ordering};

/// A record that can stand in an inbox.
///
/// # Safety
///
/// `link` must lead to the same place for as long as the record is in an inbox, and the record must stay
/// valid until it has been drained.
pub(crate) unsafe trait Linked {
    /// The place for the pointer to the next record.
    fn link(&self) -> &AtomicPtr<Self>
    where
        Self: Sized;
}

/// Whether the pusher has to unpark the owner.
#[must_use = "a sleeping owner must be unparked"]
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Awake,
    Asleep,
}

/// A stack of records with one consumer, and its consumer's sleep.
pub(crate) struct Inbox<N> {
    head: AtomicPtr<N>,
}

impl<N: Linked> Inbox<N> {
    pub(crate) fn new() -> Self {
        Inbox { head: AtomicPtr::new(std::ptr::null_mut()) }
    }

    /// The mark for "the owner sleeps". Never dereferenced, and no record can have this address.
    fn asleep() -> *mut N {
        std::ptr::without_provenance_mut(1)
    }

    /// Puts a record into the inbox.
    ///
    /// # Safety
    ///
    /// The record must be valid until it is drained and stand in no other inbox or list.
    pub(crate) unsafe fn push(&self, node: *mut N) -> Owner {
        let mut head = self.head.load(Ordering::Relaxed);
        loop {
            let (next, owner) =
                if head == Self::asleep() { (std::ptr::null_mut(), Owner::Asleep) } else { (head, Owner::Awake) };
            // SAFETY: the caller vouches for the record; until it is published below it is ours alone.
            unsafe { (*node).link().store(next, Ordering::Relaxed) };
            // Release publishes the record's contents; acquire orders what the sleeper did before.
            match self.head.compare_exchange_weak(head, node, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return owner,
                Err(now) => head = now,
            }
        }
    }

    /// Whether something is in the inbox; may be out of date at once.
    #[inline]
    pub(crate) fn has_mail(&self) -> bool {
        let head = self.head.load(Ordering::Relaxed);
        !head.is_null() && head != Self::asleep()
    }

    /// Takes everything, newest first. Only the owner may call this, and only while it is awake.
    #[inline]
    pub(crate) fn drain(&self) -> *mut N {
        if self.head.load(Ordering::Relaxed).is_null() {
            return std::ptr::null_mut();
        }
        self.head.swap(std::ptr::null_mut(), Ordering::AcqRel)
    }

    /// The owner declares that it goes to sleep; false if there is mail.
    pub(crate) fn try_sleep(&self) -> bool {
        // SeqCst: a spawner that has published a stealable goroutine reads who sleeps after it, and the
        // owner looks for stealable goroutines after this.
        self.head.compare_exchange(std::ptr::null_mut(), Self::asleep(), Ordering::SeqCst, Ordering::Relaxed).is_ok()
    }

    /// Whether the owner sleeps, or is about to.
    pub(crate) fn is_asleep(&self) -> bool {
        self.head.load(Ordering::SeqCst) == Self::asleep()
    }

    /// Ends the owner's sleep without mail. True for the one caller that did it.
    pub(crate) fn nudge(&self) -> bool {
        self.head.compare_exchange(Self::asleep(), std::ptr::null_mut(), Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    struct Node(AtomicPtr<Node>, u32);

    // SAFETY: the link is a field of the record; the tests keep records alive.
    unsafe impl Linked for Node {
        fn link(&self) -> &AtomicPtr<Node> {
            &self.0
        }
    }

    #[test]
    fn newest_first_and_one_unparker() {
        let inbox = Inbox::<Node>::new();
        let mut nodes = [1, 2, 3].map(|n| Node(AtomicPtr::new(std::ptr::null_mut()), n));
        assert!(inbox.try_sleep());
        assert!(inbox.is_asleep() && !inbox.has_mail());
        let [a, b, c] = nodes.each_mut().map(|n| n as *mut Node);
        // SAFETY: the array outlives the inbox.
        unsafe {
            assert_eq!(inbox.push(a), Owner::Asleep);
            assert_eq!(inbox.push(b), Owner::Awake);
            assert_eq!(inbox.push(c), Owner::Awake);
        }
        assert!(!inbox.nudge() && !inbox.try_sleep());
        let mut seen = Vec::new();
        let mut node = inbox.drain();
        while !node.is_null() {
            // SAFETY: as above.
            let next = unsafe { &*node };
            seen.push(next.1);
            node = next.0.load(Ordering::Relaxed);
        }
        assert_eq!(seen, [3, 2, 1]);
    }
}
