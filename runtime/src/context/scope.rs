//! What is cancelled: the scopes of contexts, in trees.
//!
//! A context that can be cancelled has a scope. Scopes that can be cancelled together form a tree, whose one lock guards
//! who is in it, and that a scope which has ended is in no tree. So a whole subtree ends in one step: whoever finds a
//! scope ended finds all below it ended too, and a second `cancel` does not return before the first has marked them
//! (CONFORMANCE CX-02). A scope that is made while its parent is cancelled comes before that step, and ends in it, or
//! after it, and finds its parent ended (CX-06).
//!
//! How a scope has ended is written once, under the lock, and read without it.
//!
//! A tree lies in its root. What nobody has asked for is not made: a scope below one that has ended is that one; a lone scope
//! has no vector of members; and the channel of `done` is opened by the first who asks for it. It is opened under the lock if the
//! scope has not ended, so that whoever ends the scope closes it, and shown closed otherwise.
//!
//! Under the lock nobody is woken, nothing of the user's runs or is dropped: who ends a subtree takes its members out, and
//! closes their channels and starts their functions afterwards. So cancelling from any place, in any order, cannot
//! deadlock (CX-07, CX-08).
//!
//! The tree holds scopes, not contexts. A context that nobody has a handle to any more takes its scope out; if functions
//! wait for it, they wait for the parent's scope from then on, because nothing but the parent could have ended it. (A
//! deadline that is pending is a handle.) So a forgotten `cancel` leaks nothing once the context is gone, unlike in Go.
//!
//! Rejected: a lock for each context, taken from parent to child as in Go, which holds a parent's lock while its children
//! are cancelled. Marking would take as many locks as there are contexts, on a stack as deep as the tree.

#![forbid(unsafe_code)]

use super::arena::{Arena, NOWHERE, ROOT};
use super::error::Ended;
use super::function::Function;
use super::node::Node;
use crate::base::lock::SpinLock;
use crate::chan::{Receiver, Sender, open};
use crate::drive::timers;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};

/// Where in a tree a member is. Written under the tree's lock.
pub(super) struct Place(AtomicUsize);

impl Place {
    pub(super) const fn nowhere() -> Place {
        Place(AtomicUsize::new(NOWHERE))
    }

    fn get(&self) -> Option<usize> {
        Some(self.0.load(Ordering::Relaxed)).filter(|&place| place != NOWHERE)
    }

    fn set(&self, place: usize) {
        self.0.store(place, Ordering::Relaxed);
    }
}

/// What ends together.
type Tree = SpinLock<Arena<Member>>;

pub(super) enum Member {
    Scope(Arc<Scope>),
    /// It is started when the scope above it ends.
    Function(Arc<Function>),
}

/// What a context that can be cancelled shares with those below it that cannot be on their own.
pub(super) struct Scope {
    /// The scope at the root of the tree, if that is another one.
    root: Option<Arc<Scope>>,
    /// All below this one, if it is the root.
    below: Tree,
    /// [`ROOT`], or its place among those below the root.
    place: Place,
    ended: OnceLock<Ended>,
    done: OnceLock<Done>,
    /// The context, if it has a deadline of its own.
    pub(super) timed: OnceLock<Weak<Node>>,
}

/// The channel that is closed at the end. Nothing is ever sent.
struct Done {
    close: Sender<()>,
    receiver: Receiver<()>,
}

impl Scope {
    /// A scope below another, or that other one if it has ended.
    pub(super) fn new(above: Option<&Arc<Scope>>) -> Arc<Scope> {
        let Some(above) = above else { return Arc::new(Scope::with(None, ROOT)) };
        if above.ended().is_some() {
            return Arc::clone(above);
        }
        let root = above.root.as_ref().unwrap_or(above);
        let scope = Arc::new(Scope::with(Some(Arc::clone(root)), NOWHERE));
        let mut arena = root.below.lock();
        let Some(parent) = above.place.get() else {
            // It has ended meanwhile.
            drop(arena);
            return Arc::clone(above);
        };
        scope.place.set(arena.insert(parent, Member::Scope(Arc::clone(&scope))));
        drop(arena);
        scope
    }

    fn with(root: Option<Arc<Scope>>, place: usize) -> Scope {
        let (below, place) = (SpinLock::new(Arena::new()), Place(AtomicUsize::new(place)));
        Scope { root, below, place, ended: OnceLock::new(), done: OnceLock::new(), timed: OnceLock::new() }
    }

    fn tree(&self) -> &Tree {
        &self.root.as_deref().unwrap_or(self).below
    }

    /// The channel that is closed when the scope has ended.
    #[inline]
    pub(super) fn done(&self) -> &Receiver<()> {
        match self.done.get() {
            Some(done) => &done.receiver,
            None => self.open(),
        }
    }

    #[cold]
    fn open(&self) -> &Receiver<()> {
        let (close, receiver) = open(Some(0));
        let done = Done { close, receiver };
        let arena = self.tree().lock();
        let spare = if self.ended.get().is_none() {
            let spare = self.done.set(done);
            drop(arena);
            spare
        } else {
            drop(arena);
            done.close.close();
            self.done.set(done)
        };
        // Somebody else was first.
        drop(spare);
        match self.done.get() {
            Some(done) => &done.receiver,
            None => unreachable!("it was set"),
        }
    }

    /// How it has ended, if it has.
    pub(super) fn ended(&self) -> Option<&Ended> {
        self.ended.get()
    }

    /// Whether the scope is in no tree any more.
    pub(super) fn has_left(&self) -> bool {
        let _arena = self.tree().lock();
        self.place.get().is_none()
    }

    /// Ends the scope and all below it, unless it has ended before.
    pub(super) fn end(&self, ended: Ended) {
        let mut gone = Vec::new();
        let mut arena = self.tree().lock();
        let place = self.place.get();
        if place == Some(ROOT) {
            self.mark(&ended);
        }
        if let Some(place) = place {
            arena.cut(place, |member| {
                match &member {
                    Member::Scope(scope) => scope.mark(&ended),
                    Member::Function(function) => function.place.set(NOWHERE),
                }
                gone.push(member);
            });
        }
        drop(arena);
        if place == Some(ROOT) {
            self.announce();
        }
        for member in gone {
            match member {
                Member::Scope(scope) => scope.announce(),
                Member::Function(function) => function.start(),
            }
        }
    }

    /// Notes the end, under the tree's lock.
    fn mark(&self, ended: &Ended) {
        let _ = self.ended.set(ended.clone());
        self.place.set(NOWHERE);
    }

    /// Tells those who wait for the end, without the lock.
    fn announce(&self) {
        if let Some(done) = self.done.get() {
            done.close.close();
        }
        if let Some(node) = self.timed.get().and_then(Weak::upgrade) {
            timers::disarm(&*node);
        }
    }

    /// The scope's context is gone: nobody can end it, or see that it has ended. What is dropped with it comes back.
    pub(super) fn leave(&self) -> Vec<Member> {
        let mut gone = Vec::new();
        if self.place.get().is_none() {
            // Who is out does not come in again.
            return gone;
        }
        let mut arena = self.tree().lock();
        match self.place.get() {
            None => {}
            Some(ROOT) => {
                self.place.set(NOWHERE);
                // Nothing can start these functions any more.
                arena.cut(ROOT, |member| {
                    if let Member::Function(function) = &member {
                        function.place.set(NOWHERE);
                    }
                    gone.push(member);
                });
            }
            Some(place) => {
                self.place.set(NOWHERE);
                gone.extend(arena.remove(place));
            }
        }
        drop(arena);
        gone
    }

    /// Has the function started when the scope ends, or now.
    pub(super) fn enter(&self, function: &Arc<Function>) {
        let mut arena = self.tree().lock();
        match self.place.get() {
            Some(place) => {
                function.place.set(arena.insert(place, Member::Function(Arc::clone(function))));
            }
            None => {
                drop(arena);
                function.start();
            }
        }
    }

    /// Takes a function out again that was entered here.
    pub(super) fn withdraw(&self, function: &Function) {
        let mut arena = self.tree().lock();
        let member = function.place.get().and_then(|place| arena.remove(place));
        function.place.set(NOWHERE);
        drop(arena);
        drop(member);
    }
}
