//! The runtime itself: Go's package `runtime`.

#![forbid(unsafe_code)]

pub mod trace;

use crate::base::fork;
use crate::base::processors::processors;
use crate::blocking::pool;
pub use crate::go::identity::Goroutine;
pub use crate::go::panic::{Goexit, goexit};
use crate::go::{boot, identity, procs};
use crate::sched::{gate, roster};
use crate::task::observers;
pub use crate::task::observers::Switch;
use crate::watch::dump::{Form, Listing};
pub use crate::watch::folded::StalledGroup;
use crate::watch::metrics;
pub use crate::watch::metrics::{Latency, Metrics};
use crate::watch::stuck;
use std::io;
use std::time::Duration;

pub use crate::yield_now;

/// How many workers run goroutines: Go's `runtime.GOMAXPROCS(0)`.
///
/// ```
/// assert!(goroutines::runtime::max_procs() >= 1);
/// ```
pub fn max_procs() -> usize {
    boot::ensure();
    gate::limit()
}

/// Sets how many workers run goroutines at a time, and returns the number before: Go's `runtime.GOMAXPROCS(n)`. 0 changes
/// nothing.
///
/// From when it returns at most `n` run. Goroutines stay with their workers, so with fewer than there were before the
/// workers take turns of ten milliseconds. A goroutine that is in a system call, or computes without a checkpoint for more
/// than a tenth of a second, is not waited for: it runs on to its next safe point.
///
/// ```
/// use goroutines::runtime::{max_procs, set_max_procs};
///
/// let before = set_max_procs(1);
/// assert_eq!(max_procs(), 1);
/// assert_eq!(set_max_procs(before), 1);
/// ```
#[doc(alias = "GOMAXPROCS")]
pub fn set_max_procs(n: usize) -> usize {
    boot::ensure();
    if n == 0 { gate::limit() } else { procs::set(n) }
}

/// How many processors the process may use: Go's `runtime.NumCPU`.
///
/// ```
/// assert!(goroutines::runtime::num_cpu() >= 1);
/// ```
pub fn num_cpu() -> usize {
    processors()
}

/// How many goroutines exist, running or not: Go's `runtime.NumGoroutine`.
///
/// Exact when the program is quiet; while goroutines start and end it is a moment old.
///
/// ```
/// let (tx, rx) = goroutines::chan::<()>(0);
/// let handle = goroutines::spawn(move || rx.recv());
/// assert_eq!(goroutines::runtime::num_goroutine(), 1);
/// drop(tx);
/// let _ = handle.join();
/// assert_eq!(goroutines::runtime::num_goroutine(), 0);
/// ```
pub fn num_goroutine() -> usize {
    fork::refuse();
    roster::num_goroutine()
}

/// Sets how many threads run [`blocking`](crate::blocking) calls at most, and returns the number before. Calls beyond that
/// wait, first come, first served. Go's `debug.SetMaxThreads`, where a program that needs more is ended.
///
/// There are 512 unless the variable `GOROUTINES_MAX_BLOCKING_THREADS` says otherwise. A larger number takes effect at once;
/// where it is smaller, calls that run are not interrupted.
///
/// # Panics
///
/// If `limit` is zero.
///
/// ```
/// use goroutines::runtime::set_max_blocking_threads;
///
/// let before = set_max_blocking_threads(16);
/// assert_eq!(set_max_blocking_threads(before), 16);
/// ```
#[doc(alias = "SetMaxThreads")]
#[track_caller]
pub fn set_max_blocking_threads(limit: usize) -> usize {
    assert!(limit > 0, "blocking calls need a thread");
    pool::set_limit(limit)
}

/// Sets how long a thread for [`blocking`](crate::blocking) calls waits for the next one before it ends, and returns the time
/// before, which is ten seconds at first.
///
/// ```
/// use goroutines::runtime::set_blocking_keep_alive;
/// use std::time::Duration;
///
/// let before = set_blocking_keep_alive(Duration::from_secs(60));
/// assert_eq!(before, Duration::from_secs(10));
/// ```
pub fn set_blocking_keep_alive(keep_alive: Duration) -> Duration {
    pool::set_keep_alive(keep_alive)
}

/// The goroutine that calls it, with its id and its name; in a [`blocking`](crate::blocking) call, the goroutine that has
/// made the call. On a plain thread the id is 0 and the name is the thread's.
///
/// Go hides its goroutines' ids; here they are for logs, and for finding a goroutine of a report again.
///
/// ```
/// use goroutines::{go, runtime};
///
/// let handle = go!(#[goroutine(name = "crawler")] || {
///     println!("{} has started", runtime::current());
///     runtime::current().name() == Some("crawler")
/// });
/// assert!(handle.join().unwrap());
/// ```
pub fn current() -> Goroutine {
    identity::current()
}

/// Writes what the goroutines are doing: Go's `runtime.Stack(buf, true)`, for reading.
///
/// For each there is a paragraph with its id and state, its name, where it is blocked and where it was started, as in a
/// deadlock report. One that has been blocked for a minute or longer says for how long. Those that wait at the same place and
/// were started at the same place are one paragraph, with their number, how long they have waited, and the ids of a few; so a
/// hundred thousand that are blocked are a page. (Where no more than eight are alike, those with a name have a paragraph of their
/// own.) [`dump_full`] has a paragraph for each of them, and so has this where the variable
/// `GOROUTINES_DUMP=full` is set. Goroutines that have not started are counted.
///
/// With `RUST_BACKTRACE=1` the stack of each goroutine that is suspended is added. Each worker is asked for those of its
/// goroutines, which takes some ten milliseconds; one that does not answer, because it is busy with a goroutine, is not
/// waited for. A goroutine that dumps parks meanwhile.
///
/// Other goroutines go on meanwhile, so the listing is a moment old: one that has just been woken may still stand
/// there as blocked.
///
/// # Errors
///
/// What the writer returns.
///
/// ```
/// let (tx, rx) = goroutines::chan::<()>(0);
/// let handle = goroutines::Builder::new().name("waiter").spawn(move || rx.recv()).unwrap();
/// let mut text = Vec::new();
/// # while goroutines::runtime::num_goroutine() == 0 || !String::from_utf8_lossy(&text).contains("chan receive") {
/// # text.clear();
/// goroutines::runtime::dump(&mut text)?;
/// # }
/// let text = String::from_utf8_lossy(&text);
/// // goroutine 2 [chan receive]: waiter
/// //     blocked at src/main.rs:4:76
/// //     started at src/main.rs:4:57
/// assert!(text.starts_with(&format!("goroutine {} [chan receive]: waiter\n\tblocked at ", handle.id())));
/// drop(tx);
/// # handle.join().unwrap().unwrap_err();
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "Stack")]
#[doc(alias = "Lookup")]
pub fn dump(writer: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
    fork::refuse();
    Listing::take().write(writer, Form::asked_for())
}

/// As [`dump`], with a paragraph for each goroutine, however many are alike.
///
/// # Errors
///
/// What the writer returns.
///
/// ```
/// use goroutines::{chan, go, runtime};
///
/// let (tx, rx) = chan::<()>(0);
/// let handles: Vec<_> = (0..3).map(|_| go!(|rx = rx.clone()| rx.recv())).collect();
/// # while runtime::metrics().waiting < 3 {
/// # std::thread::yield_now();
/// # }
/// let (mut short, mut full) = (Vec::new(), Vec::new());
/// runtime::dump(&mut short)?;
/// runtime::dump_full(&mut full)?;
/// assert!(String::from_utf8_lossy(&short).starts_with("3 goroutines [chan receive]: "));
/// assert_eq!(String::from_utf8_lossy(&full).matches("[chan receive]").count(), 3);
/// drop(tx);
/// # handles.into_iter().for_each(|handle| drop(handle.join()));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn dump_full(writer: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
    fork::refuse();
    Listing::take().write(writer, Form::Full)
}

/// The goroutines that have waited for longer than that, grouped as in a [`dump`], the largest group first. What piles up
/// here will perhaps never go on: Go's leak profile, except that whether a goroutine is leaked or patient is for the reader to say.
///
/// Times are known to a tenth of a second.
///
/// ```
/// use goroutines::{chan, go, runtime};
/// use std::time::Duration;
///
/// let (tx, rx) = chan::<()>(0);
/// let handles: Vec<_> = (0..3).map(|_| go!(|rx = rx.clone()| rx.recv())).collect();
/// # while runtime::metrics().waiting < 3 {
/// # std::thread::yield_now();
/// # }
/// let stalled = runtime::stalled(Duration::ZERO);
/// assert_eq!((stalled[0].count, stalled[0].reason), (3, "chan receive"));
/// assert!(runtime::stalled(Duration::from_secs(3600)).is_empty());
/// drop(tx);
/// # handles.into_iter().for_each(|handle| drop(handle.join()));
/// ```
#[must_use]
pub fn stalled(older_than: Duration) -> Vec<StalledGroup> {
    fork::refuse();
    Listing::without_stacks().stalled(older_than)
}

/// Sets how long a goroutine may keep its worker while others wait before that is reported on standard error, and returns the time
/// before, which is a second at first, or what the variable `GOROUTINES_STALL` says (`100ms`). `Duration::MAX` switches the
/// report off. Somebody looks every ten milliseconds, so it comes so much later.
///
/// What passes unreported is counted: [`Metrics::long_slices`], [`Metrics::latency`].
///
/// ```
/// use goroutines::runtime::set_stall_limit;
/// use std::time::Duration;
///
/// let before = set_stall_limit(Duration::from_millis(100));
/// assert_eq!(set_stall_limit(before), Duration::from_millis(100));
/// ```
pub fn set_stall_limit(limit: Duration) -> Duration {
    stuck::set_limit(limit)
}

/// Has a function called each time that a goroutine starts or goes on, and when it waits, lets others run or ends: so that a
/// library whose context belongs to a thread can take it along with the goroutine. From now on; there is no way back.
///
/// It is called on the goroutine's thread, which is always the same one, between the goroutine and the worker:
/// [`current`] is the goroutine, and thread-locals are the thread's. It must not wait for anything, start no goroutine and
/// not panic (that ends the process), and should take some nanoseconds, for it is called millions of times. Where no
/// function is registered a switch takes no longer.
///
/// # Panics
///
/// If there are eight already.
///
/// ```
/// use goroutines::runtime::{self, Switch};
/// use goroutines::{go, yield_now};
/// use std::cell::RefCell;
/// use std::collections::HashMap;
///
/// thread_local! {
///     static USER: RefCell<String> = RefCell::default(); // a library's
///     static USERS: RefCell<HashMap<u64, String>> = RefCell::default();
/// }
///
/// fn follow(switch: Switch) {
///     let id = runtime::current().id();
///     match switch {
///         Switch::Resumed => USER.set(USERS.with_borrow_mut(|users| users.remove(&id)).unwrap_or_default()),
///         Switch::Suspended => drop(USERS.with_borrow_mut(|users| users.insert(id, USER.take()))),
///         _ => drop(USER.take()),
///     }
/// }
///
/// runtime::on_switch(follow);
/// let handles = ["ann", "bob"].map(|user| {
///     go!(|| {
///         USER.set(user.to_owned());
///         yield_now();
///         USER.with_borrow(|now| now == user)
///     })
/// });
/// assert!(handles.into_iter().all(|handle| handle.join().unwrap()));
/// ```
pub fn on_switch(hook: fn(Switch)) {
    assert!(observers::add_hook(hook), "eight functions are called at each switch already");
    observers::observe(&roster::all_homes().collect::<Vec<_>>(), None);
}

/// From now on each goroutine that starts runs in a span of the crate `tracing`, with its id, its name and where it was started:
/// the span `goroutine` of the target `goroutines`, at the level of information. With the feature `tracing`, with which spans stay with the goroutine that has
/// entered them, also while it waits.
#[cfg(feature = "tracing")]
pub fn open_spans() {
    crate::spans::open_for_each();
}

/// What the runtime is doing, in numbers. They are a moment old, and of slightly different moments.
///
/// ```
/// use goroutines::{chan, go, runtime};
///
/// let (tx, rx) = chan::<()>(0);
/// let handle = go!(|| rx.recv());
/// # while runtime::metrics().waiting == 0 {
/// # std::thread::yield_now();
/// # }
/// let metrics = runtime::metrics();
/// assert_eq!((metrics.waiting, metrics.created - metrics.ended), (1, 1));
/// assert_eq!((metrics.stacks_in_use, metrics.timers), (1, 0));
/// drop(tx);
/// # let _ = handle.join();
/// ```
#[must_use]
pub fn metrics() -> Metrics {
    fork::refuse();
    metrics::read()
}
