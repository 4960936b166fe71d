//! A worker that is stuck in one goroutine.
//!
//! If the system shows its thread asleep, the goroutine sits in a system call that was not made through `blocking`. Then the
//! worker is sent away from the gate, so that another may run in its place, and if there is no other, a spare is hired.
//! Either takes over what has not started; what has started on the stuck worker waits for it. And if that lasts for a
//! second, or the goroutine computes for so long without a checkpoint, the program is told.

#![forbid(unsafe_code)]

use crate::base::{clock, stderr};
use crate::sched::{crew, gate, idle, roster};
use crate::task::home::Home;
use crate::task::reason::Reason;
use std::fs;
use std::panic::Location;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How long a goroutine may keep its worker from others before that is reported.
const TOO_LONG: Duration = Duration::from_secs(1);

/// Spare workers that are hired at most.
const MOST_SPARES: usize = 256;

/// What the watch remembers of a home.
#[derive(Default)]
pub(crate) struct Seen {
    slices: usize,
    /// Goroutines that were made here.
    created: u64,
    since: Option<Instant>,
    reported: bool,
    /// The processor time of its thread at the last look.
    used: Option<Duration>,
}

impl Seen {
    /// Whether the home is in the slice in which it was at the last look.
    pub(crate) fn is_still_in_its_slice(&mut self, home: &Home) -> bool {
        let slices = home.published.slices.load(Ordering::Relaxed);
        let created = home.published.created.load(Ordering::Relaxed);
        let same = slices == self.slices && self.since.is_some();
        // Who starts goroutines, in a loop without checkpoints, is not stuck: others may take them.
        if !same || created != self.created {
            *self = Seen { slices, created, since: Some(Instant::now()), reported: false, used: None };
        }
        same
    }
}

/// Sees to a home that has been in the same slice since the last look, at least.
pub(crate) fn see_to(home: &'static Home, seen: &mut Seen) {
    if home.published.idle.load(Ordering::Acquire) || gate::is_shut() {
        return;
    }
    let unstarted = home.unstarted();
    let used = home.thread_clock.get().and_then(|clock| clock.read());
    let stands = std::mem::replace(&mut seen.used, used) == used && used.is_some();
    if (unstarted > 0 || gate::somebody_waits()) && is_asleep(home, stands) {
        take_over(home);
    }
    if !seen.reported && seen.since.is_some_and(|since| since.elapsed() >= TOO_LONG) {
        let waiting = runnable(home) + overdue(home) + home.unstarted();
        if waiting > 0 {
            seen.reported = true;
            report(home, waiting, is_asleep(home, stands));
        }
    }
}

/// Has another worker run in place of one whose thread sleeps.
fn take_over(home: &'static Home) {
    gate::send_away(home);
    if idle::sleepers() > 0 {
        idle::wake_one();
    } else if home.has_unstarted() && !gate::somebody_waits() && !somebody_searches() {
        let workers = roster::homes().len();
        if workers < gate::limit() + MOST_SPARES {
            // A refusal leaves things as they are: the goroutines start when the worker comes back.
            let _ = crew::hire_up_to(workers + 1);
        }
    }
}

/// Whether a worker is awake and runs nothing, so that it will look for something to do.
fn somebody_searches() -> bool {
    roster::homes().iter().any(|home| !home.inbox.is_asleep() && home.published.idle.load(Ordering::Acquire))
}

/// Whether the home's thread is asleep. Where the system does not say (no descriptor is left to ask with), one whose
/// processor time has stood since the last look is taken for asleep: the other thing that it may be, one for which no
/// processor was free, keeps its goroutines waiting as well.
fn is_asleep(home: &Home, stands: bool) -> bool {
    thread_sleeps(home).unwrap_or(stands)
}

/// Whether the system shows the home's thread asleep.
pub(crate) fn sleeps(home: &Home) -> bool {
    thread_sleeps(home) == Some(true)
}

/// Whether the system shows the home's thread asleep, if it shows it. Its state stands behind the program's name, which
/// may contain anything.
fn thread_sleeps(home: &Home) -> Option<bool> {
    let stat = fs::read_to_string(format!("/proc/self/task/{}/stat", home.thread_id.get()?)).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    Some(matches!(fields.split_whitespace().next(), Some("S" | "D")))
}

/// Goroutines of the home that have started and may run.
fn runnable(home: &Home) -> usize {
    let mut count = 0;
    home.for_each_listed(|task| count += usize::from(task.reason() == Reason::Runnable));
    count
}

/// The goroutine that runs on the home: its id, its name, and where it was started.
fn running(home: &Home) -> Option<(u64, String, &'static Location<'static>)> {
    let mut found = home.published.newcomer.read().map(|newcomer| (newcomer.id, String::new(), newcomer.spawned_at));
    home.for_each_listed(|task| {
        if task.reason() == Reason::Running {
            let name = task.name().map(|name| format!(" ({name})")).unwrap_or_default();
            found = Some((task.id, name, task.spawned_at));
        }
    });
    found
}

/// One, if a goroutine of the home waits for a time that has come; how many do is known to the worker alone.
fn overdue(home: &Home) -> usize {
    let any = home.published.alarms.load(Ordering::Relaxed) > 0;
    let first = home.published.first_alarm.load(Ordering::Relaxed);
    usize::from(any && first < clock::milliseconds(Instant::now()))
}

fn report(home: &Home, waiting: usize, asleep: bool) {
    let Some((id, name, started_at)) = running(home) else { return };
    let others = if waiting == 1 { "1 goroutine waits" } else { &format!("{waiting} goroutines wait") };
    let advice = if asleep {
        "it is in a call that blocks its thread; put that into `goroutines::blocking(|| …)`"
    } else {
        "it computes without a checkpoint; annotate the function with `#[goroutine]`, or call `yield_now()` now and then, or \
         use `goroutines::blocking(|| …)`"
    };
    stderr::report(format_args!(
        "goroutines: goroutine {id}{name}, started at {started_at}, has kept its worker for over a second, and {others} \
         behind it: {advice}\n"
    ));
}
