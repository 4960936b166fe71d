//! Waiting for a goroutine's end and taking its result.
//!
//! The result is dropped by whoever can last need it: the handle, if it is still there when the goroutine
//! ends, otherwise the goroutine itself. A record that is freed holds none.

use super::identity::Goroutine;
use super::scope::ScopeCount;
use crate::base::lock::SpinLock;
use crate::select::operand::{Receive, ReceiveArm};
use crate::task::current;
use crate::task::reason::Reason;
use crate::task::record::TaskRef;
use crate::wait::arm::{Attempt, Enrolled, SelectArm, WaiterRef};
use crate::wait::crowd::{Crowd, wait_for_release};
use crate::wait::queue::Entry;
use crate::wait::waiter::{Site, Wakes};
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, Location, RefUnwindSafe, UnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

/// What stands beside a goroutine's header for those who join it.
pub(crate) struct Join<T> {
    state: SpinLock<State<T>>,
    /// The scope that the goroutine belongs to.
    scope: Option<Arc<ScopeCount>>,
}

struct State<T> {
    stage: Stage<T>,
    waiters: Crowd,
}

enum Stage<T> {
    Running,
    /// Running, and nobody will ask for the result.
    Detached,
    Ended(thread::Result<T>),
    Taken,
}

// SAFETY: the waiters' entries are reached under the lock; the result is a `T` that changes threads.
unsafe impl<T: Send> Send for State<T> {}

impl<T> Join<T> {
    pub(crate) fn new(scope: Option<Arc<ScopeCount>>) -> Join<T> {
        let state = State { stage: Stage::Running, waiters: Crowd::new() };
        Join { state: SpinLock::new(state), scope }
    }

    /// The goroutine has ended with this result.
    pub(crate) fn finish(&self, result: thread::Result<T>) {
        let mut wakes = Wakes::default();
        let mut state = self.state.lock();
        let unwanted = if matches!(state.stage, Stage::Detached) {
            Some(result)
        } else {
            state.stage = Stage::Ended(result);
            state.waiters.release(&mut wakes);
            None
        };
        drop(state);
        wakes.now();
        self.discard(unwanted);
        if let Some(scope) = &self.scope {
            scope.subtract();
        }
    }

    /// Takes the result, if it is there.
    fn take(&self) -> Option<thread::Result<T>> {
        let mut state = self.state.lock();
        if !matches!(state.stage, Stage::Ended(_)) {
            return None;
        }
        match std::mem::replace(&mut state.stage, Stage::Taken) {
            Stage::Ended(result) => Some(result),
            Stage::Running | Stage::Detached | Stage::Taken => None,
        }
    }

    /// Nobody will ask for the result any more.
    fn detach(&self) {
        let mut state = self.state.lock();
        let unwanted = match std::mem::replace(&mut state.stage, Stage::Taken) {
            Stage::Running => {
                state.stage = Stage::Detached;
                None
            }
            Stage::Ended(result) => Some(result),
            Stage::Detached | Stage::Taken => None,
        };
        drop(state);
        self.discard(unwanted);
    }

    /// Drops a result that nobody wants. What it panics with has been reported by the panic hook.
    fn discard(&self, unwanted: Option<thread::Result<T>>) {
        let Some(result) = unwanted else { return };
        if let (Err(payload), Some(scope)) = (&result, &self.scope)
            && !payload.is::<super::panic::Goexit>()
        {
            scope.note_panic();
        } else if let Err(payload) = &result
            && let Some(bubble) = current::local().and_then(|local| local.bubble.as_deref())
            && !payload.is::<super::panic::Goexit>()
        {
            bubble.note_fault(super::panic::described(&**payload));
        }
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(result))) {
            // Its own destructor may panic as well, and this may be a goroutine's last step.
            std::mem::forget(payload);
        }
    }

    fn is_finished(&self) -> bool {
        !matches!(self.state.lock().stage, Stage::Running | Stage::Detached)
    }

    #[track_caller]
    fn wait(&self, reason: Reason) -> thread::Result<T> {
        let site = Site { reason, location: Location::caller() };
        let state = self.state.lock();
        match state.stage {
            Stage::Running | Stage::Detached => {
                wait_for_release(&self.state, state, |state| &mut state.waiters, site);
            }
            Stage::Ended(_) | Stage::Taken => drop(state),
        }
        match self.take() {
            Some(result) => result,
            None => panic!("the result of this goroutine has already been received from its handle"),
        }
    }
}

/// A handle to a goroutine, with which its result can be waited for: std's `JoinHandle`.
///
/// Dropping it lets the goroutine go on. `select!` can receive from it, which takes the result:
///
/// ```
/// use goroutines::{go, select};
///
/// let handle = go!(|| 6 * 7);
/// let answer = select! { result = <-handle => result.unwrap() };
/// assert_eq!(answer, 42);
/// ```
pub struct JoinHandle<T> {
    task: ManuallyDrop<TaskRef>,
    result: PhantomData<T>,
}

// SAFETY: the handle leads to a record that is shared under its locks, and gives away a `T`, which may change threads:
// whoever starts a goroutine has to show that. So no bound is needed here, as with std's handle.
unsafe impl<T> Send for JoinHandle<T> {}
// SAFETY: as above; through `&JoinHandle` the result is taken once, under the lock.
unsafe impl<T> Sync for JoinHandle<T> {}

impl<T> UnwindSafe for JoinHandle<T> {}
impl<T> RefUnwindSafe for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// # Safety
    ///
    /// The record was created with a `Join<T>`, and `T` may change threads.
    pub(crate) unsafe fn new(task: TaskRef) -> JoinHandle<T> {
        JoinHandle { task: ManuallyDrop::new(task), result: PhantomData }
    }

    fn inner(&self) -> &Join<T> {
        // SAFETY: `new`'s promise.
        unsafe { self.task.join() }
    }

    /// Waits for the goroutine's end and returns its result.
    ///
    /// # Errors
    ///
    /// What the goroutine has panicked with, as std's `JoinHandle::join` gives it.
    ///
    /// # Panics
    ///
    /// If the result has already been received in a `select!`.
    ///
    /// ```
    /// let handle = goroutines::spawn(|| 6 * 7);
    /// assert_eq!(handle.join().unwrap(), 42);
    /// ```
    #[track_caller]
    pub fn join(self) -> thread::Result<T> {
        let result = self.inner().wait(self.reason());
        // The result has been taken, so there is nothing to detach from.
        let mut handle = ManuallyDrop::new(self);
        // SAFETY: the handle is not used any more, and its own destructor does not run.
        unsafe { ManuallyDrop::drop(&mut handle.task) };
        result
    }

    /// For what a caller waits who waits for the goroutine.
    #[inline]
    fn reason(&self) -> Reason {
        if current::bubble() == 0 { Reason::Join } else { self.reason_in_bubble() }
    }

    /// A goroutine of a bubble is at home there from the start.
    #[cold]
    fn reason_in_bubble(&self) -> Reason {
        let here = current::local().map(|local| std::ptr::from_ref(local.home));
        if self.task.home().map(std::ptr::from_ref) == here { Reason::Join } else { Reason::OutsideJoin }
    }

    /// Whether the goroutine has ended.
    ///
    /// ```
    /// let (tx, rx) = goroutines::chan::<()>(0);
    /// let handle = goroutines::spawn(move || rx.recv().is_ok());
    /// assert!(!handle.is_finished());
    /// drop(tx);
    /// assert_eq!(handle.join().unwrap(), false);
    /// ```
    pub fn is_finished(&self) -> bool {
        self.inner().is_finished()
    }

    /// The goroutine's number, as reports print it.
    ///
    /// ```
    /// let a = goroutines::spawn(|| ());
    /// let b = goroutines::spawn(|| ());
    /// assert_ne!(a.id(), b.id());
    /// ```
    pub fn id(&self) -> u64 {
        self.task.id
    }

    /// The goroutine's name, if it was given one.
    ///
    /// ```
    /// let handle = goroutines::Builder::new().name("crawler").spawn(|| ()).unwrap();
    /// assert_eq!(handle.name(), Some("crawler"));
    /// ```
    pub fn name(&self) -> Option<&str> {
        self.task.name()
    }

    /// The goroutine's id and name, to be kept beyond the handle: std's `JoinHandle::thread`.
    ///
    /// ```
    /// let handle = goroutines::spawn(|| ());
    /// let goroutine = handle.goroutine();
    /// handle.join().unwrap();
    /// println!("{goroutine} has ended");
    /// ```
    pub fn goroutine(&self) -> Goroutine {
        Goroutine::new(TaskRef::clone(&self.task))
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        self.inner().detach();
        // SAFETY: dropped once: `join` does not come here.
        unsafe { ManuallyDrop::drop(&mut self.task) };
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("id", &self.id()).field("name", &self.name()).finish_non_exhaustive()
    }
}

/// The arm `<-handle`.
#[doc(hidden)]
pub struct JoinArm<'a, T> {
    join: &'a Join<T>,
    entry: Entry,
    result: Cell<Option<thread::Result<T>>>,
}

#[diagnostic::do_not_recommend]
impl<T> Receive for JoinHandle<T> {
    type Output = thread::Result<T>;
    type Arm<'a>
        = JoinArm<'a, T>
    where
        Self: 'a;

    fn receive_arm(&self) -> JoinArm<'_, T> {
        JoinArm { join: self.inner(), entry: Entry::idle(), result: Cell::new(None) }
    }
}

impl<T> ReceiveArm for JoinArm<'_, T> {
    type Output = thread::Result<T>;

    fn received(self) -> thread::Result<T> {
        match self.result.into_inner() {
            Some(result) => result,
            None => unreachable!("only the chosen arm is asked"),
        }
    }
}

impl<T> SelectArm for JoinArm<'_, T> {
    fn attempt(&self) -> Attempt {
        match self.join.take() {
            Some(result) => {
                self.result.set(Some(result));
                Attempt::Chosen
            }
            None => Attempt::NotReady,
        }
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled {
        let waiter = waiter.0;
        let mut state = self.join.state.lock();
        if !matches!(state.stage, Stage::Ended(_)) {
            // SAFETY: the entry is in no queue, and the arm does not move before `withdraw`.
            unsafe { state.waiters.enter(&self.entry, waiter, index, first) };
            return Enrolled::Waiting;
        }
        if !waiter.word().abandon() {
            return Enrolled::Lost;
        }
        drop(state);
        match self.attempt() {
            Attempt::Chosen => Enrolled::Chosen,
            Attempt::NotReady => Enrolled::Again,
        }
    }

    fn withdraw(&self) {
        // SAFETY: the entry is this arm's, and in this queue if in any.
        unsafe { self.join.state.lock().waiters.leave(&self.entry) };
    }

    fn accept(&self) -> bool {
        self.attempt() == Attempt::Chosen
    }
}
