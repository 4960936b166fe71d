//! One call: the closure, its result and the parked goroutine, lent to a thread of the pool.
//!
//! All three are in the frame of [`blocking`], on the goroutine's stack. The frame is not left before the wait has been
//! finished, whatever the closure does, so the closure may borrow from the frames around it. The thread of the pool stores
//! the result, finishes the wait, and touches the frame no more: the goroutine may be gone on.
//!
//! Between storing the result and finishing the wait, the thread says to the pool that it is free. So a goroutine that
//! makes one call after the other finds the thread of the last one, and needs no second thread.
//!
//! Rejected: a box shared by both sides. It would have to be allocated for each call, and would outlive what the closure
//! borrows by a moment, as in `std::thread::scope`, where that takes an essay to get right.

use super::pool;
use crate::base::user_code;
use crate::engine::ulimit::NoThread;
use crate::task::current;
use crate::task::events::{self, Kind};
use crate::task::reason::Reason;
use crate::task::record::TaskRef;
use crate::wait::waiter::{Ended, Site, Waiter};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::ptr::NonNull;
use std::thread;

/// Runs `f` on another thread while the goroutine is parked, and returns what it returns. For calls that block the thread,
/// and for C functions and others that need a large stack: `f` has 2 MiB, as in a thread of std.
///
/// Go does this by itself whenever a goroutine enters the system. Here it has to be said, because no library can see it:
/// without `blocking`, the call holds up all goroutines of the worker.
///
/// `f` may borrow. It runs on one of a pool of threads, which grows with the number of calls that run at a time, up to
/// [`set_max_blocking_threads`](crate::runtime::set_max_blocking_threads); calls beyond that wait, first come, first served.
/// Thread-locals in `f` are those of the pool's thread; [`runtime::current`](crate::runtime::current) is the goroutine. On a
/// plain thread, which holds up nobody, `f` simply runs in place. Nothing can end the call from outside.
///
/// # Panics
///
/// If `f` does: the panic goes on in the goroutine. So does [`goexit`](crate::runtime::goexit) in `f`, which ends the goroutine.
/// Also if the system refuses the pool its first thread. If it refuses a further one, the call waits for one that is there.
///
/// ```
/// use goroutines::{blocking, go};
/// use std::process::Command;
///
/// let text = String::from("from another process");
/// let handle = go! {
///     let output = blocking(|| Command::new("echo").arg(&text).output());
///     String::from_utf8(output.unwrap().stdout).unwrap()
/// };
/// assert_eq!(handle.join().unwrap(), "from another process\n");
/// ```
#[doc(alias = "entersyscall")]
#[doc(alias = "spawn_blocking")]
#[track_caller]
pub fn blocking<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    let location = Location::caller();
    match current::local().and_then(|local| local.running_ref()) {
        Some(goroutine) => lend(Caller { goroutine, location }, f),
        None => f(),
    }
}

/// As [`blocking`] on a goroutine, for the models, where threads wait in its place.
#[cfg(all(test, goroutines_loom))]
#[track_caller]
pub(crate) fn lend_from_thread<T: Send>(goroutine: TaskRef, f: impl FnOnce() -> T + Send) -> T {
    lend(Caller { goroutine, location: Location::caller() }, f)
}

#[track_caller]
fn lend<T: Send, F: FnOnce() -> T + Send>(caller: Caller, f: F) -> T {
    let site = Site { reason: Reason::Blocking, location: caller.location };
    let call = Call { f: Cell::new(Some(f)), result: Cell::new(None), waiter: Waiter::committed() };
    // SAFETY: this frame is not left before the wait is over, which the job's last step brings about, unless the pool does
    // not take the job, and then there is none.
    let job = unsafe { Job::new(caller, &call) };
    if let Err(refusal) = pool::submit(job) {
        panic!("a blocking call cannot run: {}", NoThread(&refusal));
    }
    while !matches!(call.waiter.wait(None, site), Ended::Done(_)) {}
    match call.result.take() {
        Some(Ok(value)) => value,
        Some(Err(payload)) => resume_unwind(payload),
        None => unreachable!("the wait was ended by the thread that has stored the result"),
    }
}

/// The part of a call that both sides reach. The goroutine does not touch it between submitting it and the end of the wait.
struct Call<F, T> {
    f: Cell<Option<F>>,
    result: Cell<Option<thread::Result<T>>>,
    waiter: Waiter,
}

/// Who has made a call, for the report of a panic in it.
struct Caller {
    /// It waits, so this is not the last reference.
    goroutine: TaskRef,
    location: &'static Location<'static>,
}

thread_local! {
    /// On a thread of the pool: whose call it runs.
    static RUNS_FOR: RefCell<Option<Caller>> = const { RefCell::new(None) };
}

/// Tells who has made the call that this thread runs, if it is a thread of the pool: the goroutine, and where.
pub(crate) fn with_caller<R>(tell: impl FnOnce(&TaskRef, &Location<'_>) -> R) -> Option<R> {
    let told = RUNS_FOR.try_with(|caller| {
        let caller = caller.try_borrow().ok()?;
        caller.as_ref().map(|caller| tell(&caller.goroutine, caller.location))
    });
    told.ok().flatten()
}

/// A call without its types. It must be run and handed back; there is no third way to end the wait.
#[must_use = "a goroutine waits for it"]
pub(super) struct Job {
    call: NonNull<()>,
    run: unsafe fn(NonNull<()>),
    hand_back: unsafe fn(NonNull<()>),
    caller: Option<Caller>,
}

// SAFETY: the closure and its result may change threads, and the goroutine stays away from the call meanwhile.
unsafe impl Send for Job {}

impl Job {
    /// # Safety
    ///
    /// If the job is run, the call and what its closure and result borrow live until the wait is over.
    unsafe fn new<F: FnOnce() -> T + Send, T: Send>(caller: Caller, call: &Call<F, T>) -> Job {
        let call = NonNull::from(call).cast();
        Job { call, run: run::<F, T>, hand_back: hand_back::<F, T>, caller: Some(caller) }
    }

    /// Runs the closure. It does not unwind.
    pub(super) fn run(&mut self) {
        let caller = self.caller.take();
        let traced =
            caller.as_ref().filter(|_| events::are_wanted()).map(|caller| (caller.goroutine.id, caller.location));
        if let Some((id, location)) = traced {
            events::note(Kind::CallBegins, Reason::Blocking, id, Some(location));
        }
        let _ = RUNS_FOR.try_with(|whose| whose.replace(caller));
        // SAFETY: the wait is not over, so the call is there; `run` is for its types.
        unsafe { (self.run)(self.call) };
        let _ = RUNS_FOR.try_with(RefCell::take);
        if let Some((id, location)) = traced {
            events::note(Kind::CallEnds, Reason::Blocking, id, Some(location));
        }
    }

    /// Wakes the goroutine, which finds the result.
    pub(super) fn hand_back(self) {
        // SAFETY: as above.
        unsafe { (self.hand_back)(self.call) };
    }
}

/// # Safety
///
/// The pointer is to a call of these types, and nobody else reaches for its closure and result.
unsafe fn run<F: FnOnce() -> T + Send, T: Send>(call: NonNull<()>) {
    // SAFETY: the caller's promise.
    let call = unsafe { call.cast::<Call<F, T>>().as_ref() };
    if let Some(f) = call.f.take() {
        call.result.set(Some(catch_unwind(AssertUnwindSafe(|| user_code::call(f)))));
    }
}

/// # Safety
///
/// The pointer is to a call of these types that has been run.
unsafe fn hand_back<F, T>(call: NonNull<()>) {
    // SAFETY: the caller's promise. The wait is finished once, here; after that the call may be gone, and what wakes the
    // goroutine does not lead to it.
    let wake = unsafe { (*call.cast::<Call<F, T>>().as_ptr()).waiter.finish(0) };
    if let Some(wake) = wake {
        wake.now();
    }
}
