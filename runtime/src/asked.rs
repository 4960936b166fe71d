//! What the lints ask the compiler of the type of a place.
//!
//! A macro sees no types. So its expansion calls a method of the lint's name on `&&Asked(&place)`, in code that never runs,
//! and rustc takes the nearest of several methods of that name: a deprecated one where a trait of this file holds of the type,
//! and one of no meaning, which everything has, where it does not (macros: `lint/probes`).
//!
//! None of the traits says anything of a type's parameters, and a place whose method was called has a type that is known: so
//! nothing is inferred from the question.

#![forbid(unsafe_code)]

use crate::chan::{Receiver, Sender};
use crate::go::join::JoinHandle;
use crate::go::scope::ScopedJoinHandle;
use crate::process::Child;
use crate::sync::{Barrier, ErrGroup, Semaphore, WaitGroup};
use crate::time::{Ticker, Timer};
use std::net::TcpListener;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::{
    Arc, LazyLock, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError, mpsc,
};
use std::thread;
use std::time::Instant;

/// The place that is asked about.
#[doc(hidden)]
pub struct Asked<'a, T: ?Sized>(pub &'a T);

/// Two places that are asked about together.
#[doc(hidden)]
pub struct AskedOfBoth<'a, A: ?Sized, B: ?Sized>(pub &'a A, pub &'a B);

/// A lock of std, or a pointer to one.
#[doc(hidden)]
pub trait StdLock {
    /// What it guards.
    type Inside: ?Sized;
}

impl<T: ?Sized> StdLock for Mutex<T> {
    type Inside = T;
}
impl<T: ?Sized> StdLock for RwLock<T> {
    type Inside = T;
}
impl<L: StdLock + ?Sized> StdLock for &L {
    type Inside = L::Inside;
}
impl<L: StdLock + ?Sized> StdLock for &mut L {
    type Inside = L::Inside;
}
impl<L: StdLock + ?Sized> StdLock for Arc<L> {
    type Inside = L::Inside;
}
impl<L: StdLock + ?Sized> StdLock for Rc<L> {
    type Inside = L::Inside;
}
impl<L: StdLock + ?Sized> StdLock for Box<L> {
    type Inside = L::Inside;
}
impl<L: StdLock> StdLock for LazyLock<L> {
    type Inside = L::Inside;
}

/// A type of another crate that dereferences to a lock of std: `once_cell::sync::Lazy`, what `lazy_static!` declares.
#[doc(hidden)]
pub trait LeadsToStdLock {
    /// What the lock guards.
    type Inside: ?Sized;
}

impl<P: Deref<Target: StdLock> + ?Sized> LeadsToStdLock for P {
    type Inside = <P::Target as StdLock>::Inside;
}

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

/// What has a method that waits, or a pointer to it.
#[doc(hidden)]
pub trait Waits {}

impl<T> Waits for Sender<T> {}
impl<T> Waits for Receiver<T> {}
impl<T> Waits for JoinHandle<T> {}
impl<T> Waits for ScopedJoinHandle<'_, T> {}
impl Waits for WaitGroup {}
impl Waits for Barrier {}
impl Waits for Semaphore {}
impl<E> Waits for ErrGroup<E> {}
impl Waits for Timer {}
impl Waits for Ticker {}
impl Waits for Child {}
impl<T> Waits for crossbeam_channel::Sender<T> {}
impl<T> Waits for crossbeam_channel::Receiver<T> {}
impl<T> Waits for mpsc::SyncSender<T> {}
impl<T> Waits for mpsc::Receiver<T> {}
impl<T> Waits for thread::JoinHandle<T> {}
impl<T> Waits for thread::ScopedJoinHandle<'_, T> {}
impl Waits for std::sync::Barrier {}
impl Waits for std::process::Child {}
impl Waits for TcpListener {}
impl<W: Waits + ?Sized> Waits for &W {}
impl<W: Waits + ?Sized> Waits for &mut W {}
impl<W: Waits + ?Sized> Waits for Arc<W> {}
impl<W: Waits + ?Sized> Waits for Rc<W> {}
impl<W: Waits + ?Sized> Waits for Box<W> {}
impl<W: Waits> Waits for LazyLock<W> {}
impl<W: Waits + ?Sized> Waits for MutexGuard<'_, W> {}
impl<W: Waits + ?Sized> Waits for RwLockReadGuard<'_, W> {}
impl<W: Waits + ?Sized> Waits for RwLockWriteGuard<'_, W> {}
