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

use super::arena::{Arena, NOWHERE};
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
pub(super) struct Tree(SpinLock<Arena<Member>>);

pub(super) enum Member {
    Scope(Arc<Scope>),
    /// It is started when the scope above it ends.
    Function(Arc<Function>),
}

/// What a context that can be cancelled shares with those below it that cannot be on their own.
pub(super) struct Scope {
    tree: Arc<Tree>,
    place: Place,
    ended: OnceLock<Ended>,
    /// Nothing is ever sent.
    close: Sender<()>,
    pub(super) done: Receiver<()>,
    /// The context, if it has a deadline of its own.
    pub(super) timed: OnceLock<Weak<Node>>,
}

impl Scope {
    /// A scope below another, which has ended if that has.
    pub(super) fn new(above: Option<&Scope>) -> Arc<Scope> {
        let tree = match above {
            Some(above) => Arc::clone(&above.tree),
            None => Arc::new(Tree(SpinLock::new(Arena::new()))),
        };
        let (close, done) = open(Some(0));
        let (place, ended) = (Place::nowhere(), OnceLock::new());
        let scope = Arc::new(Scope { tree, place, ended, close, done, timed: OnceLock::new() });
        let mut arena = scope.tree.0.lock();
        let over = above.and_then(|above| above.ended.get()).cloned();
        if over.is_none() {
            let parent = above.and_then(|above| above.place.get()).unwrap_or(NOWHERE);
            scope.place.set(arena.insert(parent, Member::Scope(Arc::clone(&scope))));
        }
        drop(arena);
        if let Some(over) = over {
            let _ = scope.ended.set(over);
            scope.close.close();
        }
        scope
    }

    /// How it has ended, if it has.
    pub(super) fn ended(&self) -> Option<&Ended> {
        self.ended.get()
    }

    /// Whether the scope is in no tree any more.
    pub(super) fn has_left(&self) -> bool {
        let _arena = self.tree.0.lock();
        self.place.get().is_none()
    }

    /// Ends the scope and all below it, unless it has ended before.
    pub(super) fn end(&self, ended: Ended) {
        let mut gone = Vec::new();
        let mut arena = self.tree.0.lock();
        if let Some(place) = self.place.get() {
            arena.cut(place, |member| {
                match &member {
                    Member::Scope(scope) => {
                        let _ = scope.ended.set(ended.clone());
                        scope.place.set(NOWHERE);
                    }
                    Member::Function(function) => function.place.set(NOWHERE),
                }
                gone.push(member);
            });
        }
        drop(arena);
        for member in gone {
            match member {
                Member::Scope(scope) => {
                    scope.close.close();
                    if let Some(node) = scope.timed.get().and_then(Weak::upgrade) {
                        timers::disarm(&*node);
                    }
                }
                Member::Function(function) => function.start(),
            }
        }
    }

    /// The scope's context is gone: nobody can end it, or see that it has ended. What is dropped with it comes back.
    pub(super) fn leave(&self) -> Vec<Member> {
        let mut gone = Vec::new();
        let mut arena = self.tree.0.lock();
        if let Some(place) = self.place.get() {
            self.place.set(NOWHERE);
            if arena.is_root(place) {
                // Nothing can start these functions any more.
                arena.cut(place, |member| {
                    if let Member::Function(function) = &member {
                        function.place.set(NOWHERE);
                    }
                    gone.push(member);
                });
            } else {
                gone.extend(arena.remove(place));
            }
        }
        drop(arena);
        gone
    }

    /// Has the function started when the scope ends, or now.
    pub(super) fn enter(&self, function: &Arc<Function>) {
        let mut arena = self.tree.0.lock();
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
        let mut arena = self.tree.0.lock();
        let member = function.place.get().and_then(|place| arena.remove(place));
        function.place.set(NOWHERE);
        drop(arena);
        drop(member);
    }
}
