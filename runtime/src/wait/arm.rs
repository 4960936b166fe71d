//! What `select` needs from the things that it waits for.

#![forbid(unsafe_code)]

use super::owner::Owner;
use super::waiter::Waiter;
use std::time::Instant;

/// What became of an attempt to carry out an arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The arm has been carried out, or is reserved for a value: it is the chosen one.
    Chosen,
    /// The arm is not ready.
    NotReady,
}

/// What became of entering a waiter at an arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enrolled {
    /// The waiter is entered; peers may choose the arm from now on.
    Waiting,
    /// The arm was ready: the waiter's wait has been abandoned and the arm carried out.
    Chosen,
    /// The arm was ready, but a peer has chosen another arm in the meantime.
    Lost,
    /// The arm was ready and the wait abandoned for it, but then its peer was gone: start again.
    Again,
}

/// One arm of a `select`, as the algorithm sees it. Implemented in this crate only: nobody else can name the types in its
/// methods' signatures, so nobody else gets hold of a [`WaiterRef`].
///
/// The methods take `&self`, because peers on other threads look at an enrolled arm's entry at the same time.
/// An arm does not move between `enroll` and `withdraw`, and is not enrolled a second time: the algorithm is given
/// `&mut` references, of which there are no two to the same arm. The other methods may be called in any order; called by
/// anybody but the algorithm they may lose a value or hold a peer, and no more.
#[doc(hidden)]
pub trait SelectArm {
    /// Carries the arm out if it is ready.
    fn attempt(&self) -> Attempt;

    /// Enters `waiter`, unless the arm is ready. `first` puts it at the head of the queue.
    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled;

    /// Takes the waiter's entry out, if it is still in.
    fn withdraw(&self);

    /// A peer has chosen this arm. True if that settled it, false if the arm must be attempted again.
    fn accept(&self) -> bool;

    /// When the arm becomes ready by itself.
    fn ready_at(&self) -> Option<Instant> {
        None
    }

    /// Where the thing that the arm waits for was made, if it knows.
    fn owner(&self) -> Option<Owner> {
        None
    }

    /// Whether the arm can ever become ready.
    fn is_nil(&self) -> bool {
        false
    }
}

/// A waiter, in a signature that others may see.
#[doc(hidden)]
pub struct WaiterRef<'a>(pub(crate) &'a Waiter);

impl std::fmt::Debug for WaiterRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WaiterRef").finish_non_exhaustive()
    }
}
