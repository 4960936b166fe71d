//! What the lints ask the compiler of the type of a place.
//!
//! A macro sees no types. So its expansion calls a method of the lint's name on `&&Asked(&place)`, in code that never runs,
//! and rustc takes the nearest of several methods of that name: a deprecated one where a trait of this file holds of the type,
//! and one of no meaning, which everything has, where it does not (macros: `lint/probes`).
//!
//! None of the traits says anything of a type's parameters, and a place whose method was called has a type that is known: so
//! nothing is inferred from the question.

#![forbid(unsafe_code)]

use crate::chan::Receiver;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::{
    Arc, LazyLock, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError,
};
use std::time::Instant;

/// The place that is asked about.
#[doc(hidden)]
pub struct Asked<'a, T: ?Sized>(pub &'a T);

/// A lock of std, or a pointer to one.
#[doc(hidden)]
pub trait StdLock {}

impl<T: ?Sized> StdLock for Mutex<T> {}
impl<T: ?Sized> StdLock for RwLock<T> {}
impl<L: StdLock + ?Sized> StdLock for &L {}
impl<L: StdLock + ?Sized> StdLock for &mut L {}
impl<L: StdLock + ?Sized> StdLock for Arc<L> {}
impl<L: StdLock + ?Sized> StdLock for Rc<L> {}
impl<L: StdLock + ?Sized> StdLock for Box<L> {}
impl<L: StdLock> StdLock for LazyLock<L> {}

/// A type of another crate that dereferences to a lock of std: `once_cell::sync::Lazy`, what `lazy_static!` declares.
#[doc(hidden)]
pub trait LeadsToStdLock {}

impl<P: Deref<Target: StdLock> + ?Sized> LeadsToStdLock for P {}

/// A guard of a lock of std, or what holds one.
#[doc(hidden)]
pub trait StdGuard {}

impl<T: ?Sized> StdGuard for MutexGuard<'_, T> {}
impl<T: ?Sized> StdGuard for RwLockReadGuard<'_, T> {}
impl<T: ?Sized> StdGuard for RwLockWriteGuard<'_, T> {}
impl<G: StdGuard> StdGuard for Option<G> {}
impl<G: StdGuard, E> StdGuard for Result<G, E> {}
impl<G: StdGuard> StdGuard for PoisonError<G> {}
impl<G: StdGuard> StdGuard for TryLockError<G> {}

/// A receiver of this crate, or a pointer to one.
#[doc(hidden)]
pub trait IsReceiver {}

impl<T> IsReceiver for Receiver<T> {}
impl<R: IsReceiver + ?Sized> IsReceiver for &R {}
impl<R: IsReceiver + ?Sized> IsReceiver for Arc<R> {}
impl<R: IsReceiver + ?Sized> IsReceiver for Rc<R> {}
impl<R: IsReceiver + ?Sized> IsReceiver for Box<R> {}

/// What `after` and `tick` give.
#[doc(hidden)]
pub type TimerReceiver = Receiver<Instant>;

/// What a context's `done` gives, behind a reference.
#[doc(hidden)]
pub type EndReceiver = Receiver<()>;
