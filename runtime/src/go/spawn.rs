//! Making a goroutine of a closure.

use super::join::{Join, JoinHandle};
use super::scope::ScopeCount;
use super::{boot, local, panic};
use crate::base::user_code;
use crate::sched::{place, roster};
use crate::task::reason::Reason;
use crate::task::record::{Birth, Options, Task, TaskRef};
use crate::task::{current, events};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::Arc;

/// Starts a goroutine that runs `f`. The function behind `go!`, and std's `thread::spawn`.
///
/// The goroutine runs on one of the runtime's workers, and stays on it once it has started. The runtime starts
/// by itself when the first goroutine does.
///
/// # Panics
///
/// If the runtime cannot start a single worker thread.
///
/// ```
/// let handle = goroutines::spawn(|| (1..=10).sum::<i32>());
/// assert_eq!(handle.join().unwrap(), 55);
/// ```
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    boot::ensure();
    let birth = Birth { id: roster::new_id(), parent: parent(), spawned_at: Location::caller(), options: None };
    // SAFETY: both are `'static`.
    unsafe { start(birth, None, f) }
}

/// As [`spawn`], with what a builder says.
#[track_caller]
pub(crate) fn spawn_with<F, T>(options: Options, spawned_at: &'static Location<'static>, f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    boot::ensure();
    let birth = Birth { id: roster::new_id(), parent: parent(), spawned_at, options: boxed(options) };
    // SAFETY: both are `'static`.
    unsafe { start(birth, None, f) }
}

/// Starts a goroutine whose result nobody will ask for. The handle is gone before the goroutine can run: who starts it
/// cannot be the one who drops what it returns or panics with.
pub(crate) fn spawn_detached(spawned_at: &'static Location<'static>, f: impl FnOnce() + Send + 'static) {
    spawn_detached_with(Options::default(), spawned_at, f);
}

/// As [`spawn_detached`], with what a builder says.
pub(crate) fn spawn_detached_with(
    options: Options,
    spawned_at: &'static Location<'static>,
    f: impl FnOnce() + Send + 'static,
) {
    boot::ensure();
    let birth = Birth { id: roster::new_id(), parent: parent(), spawned_at, options: boxed(options) };
    // SAFETY: both are `'static`.
    let (task, handle) = unsafe { make(birth, None, f) };
    drop(handle);
    place::place(task);
}

/// The id of the goroutine that is running, or 0 on a plain thread.
fn parent() -> u64 {
    current::local().and_then(|local| local.with_running(|task| task.id)).unwrap_or(0)
}

fn boxed(options: Options) -> Option<Box<Options>> {
    (options.name.is_some() || options.stack_size.is_some()).then(|| Box::new(options))
}

/// Starts a goroutine of a scope.
///
/// # Safety
///
/// What `f` and its result borrow lives until the scope's count has come down again.
pub(crate) unsafe fn spawn_scoped<F, T>(
    options: Options,
    spawned_at: &'static Location<'static>,
    scope: Arc<ScopeCount>,
    f: F,
) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send,
    T: Send,
{
    boot::ensure();
    let birth = Birth { id: roster::new_id(), parent: parent(), spawned_at, options: boxed(options) };
    // SAFETY: the caller's promise.
    unsafe { start(birth, Some(scope), f) }
}

/// Starts the main goroutine.
pub(crate) fn spawn_main<F, T>(options: Options, spawned_at: &'static Location<'static>, f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let birth = Birth { id: roster::MAIN_ID, parent: 0, spawned_at, options: boxed(options) };
    // SAFETY: both are `'static`.
    unsafe { start(birth, None, f) }
}

/// Makes the first goroutine of a bubble, which the caller gives to a home for bubbles.
pub(crate) fn make_for_bubble<F, T>(
    name: Option<String>,
    spawned_at: &'static Location<'static>,
    f: F,
) -> (TaskRef, JoinHandle<T>)
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    boot::ensure();
    let options = boxed(Options { name, stack_size: None });
    let birth = Birth { id: roster::new_id(), parent: parent(), spawned_at, options };
    // SAFETY: both are `'static`.
    unsafe { make(birth, None, f) }
}

/// # Safety
///
/// What `f` and its result borrow lives until the goroutine has ended, which the scope's count tells.
#[inline]
unsafe fn start<F, T>(birth: Birth, scope: Option<Arc<ScopeCount>>, f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send,
    T: Send,
{
    // SAFETY: the caller's promise.
    let (task, handle) = unsafe { make(birth, scope, f) };
    place::place(task);
    handle
}

/// Makes a goroutine that is still to be placed.
///
/// # Safety
///
/// As for [`start`].
#[inline]
pub(crate) unsafe fn make<F, T>(birth: Birth, scope: Option<Arc<ScopeCount>>, f: F) -> (TaskRef, JoinHandle<T>)
where
    F: FnOnce() -> T + Send,
    T: Send,
{
    let body = move |task: &Task, join: &Join<T>| {
        let mut result = catch_unwind(AssertUnwindSafe(|| user_code::call(f)));
        if task.has_locals.get() {
            result = local::drop_all(result);
        }
        if let Err(payload) = &result {
            panic::unwound(&**payload);
        }
        task.set_reason(Reason::Ended);
        roster::count_ended();
        join.finish(result);
    };
    // SAFETY: `f` and the result are `Send`, and they live long enough by the caller's promise. The body does
    // not unwind: the user's code runs under `catch_unwind`.
    let [task, handle] = unsafe { Task::create(birth, Join::<T>::new(scope), body) };
    // SAFETY: the record was created with a `Join<T>`.
    let handle = unsafe { JoinHandle::new(handle) };
    roster::count_created();
    events::note_spawn(&task);
    (task, handle)
}
