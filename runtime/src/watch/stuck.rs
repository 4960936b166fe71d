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
use crate::task::pass::Standing;
use crate::task::reason::Reason;
use std::env;
use std::fs;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a goroutine may keep its worker from others before that is reported, in nanoseconds; for ever, if as many as there are.
static LIMIT: AtomicU64 = AtomicU64::new(1_000_000_000);

/// Sets how long that is, and returns the time before.
pub(crate) fn set_limit(limit: Duration) -> Duration {
    let nanoseconds = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
    match LIMIT.swap(nanoseconds, Ordering::Relaxed) {
        u64::MAX => Duration::MAX,
        before => Duration::from_nanos(before),
    }
}

fn limit() -> Duration {
    Duration::from_nanos(LIMIT.load(Ordering::Relaxed))
}

/// Sets what the variable `GOROUTINES_STALL` says, such as `100ms`.
pub(crate) fn read_variable() {
    const NAME: &str = "GOROUTINES_STALL";
    let Some(text) = env::var_os(NAME) else { return };
    match text.to_str().and_then(parse) {
        Some(limit) => _ = set_limit(limit),
        None => stderr::report(format_args!(
            "goroutines: {NAME}={} is no time, such as 100ms or 2s; going on with {:?}\n",
            text.display(),
            limit()
        )),
    }
}

/// A number and its unit.
fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let seconds = match unit {
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" => 60.0,
        _ => return None,
    };
    let number: f64 = number.trim().parse().ok()?;
    Duration::try_from_secs_f64(number * seconds).ok()
}

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
    /// What changes at every switch, at the last look; and whether a slice was counted since it changed.
    switches: Switches,
    counted: bool,
}

/// Slices begun, waits, and goroutines ended: one of them changes at every switch.
type Switches = (usize, u64, u64);

impl Seen {
    /// Whether the home is in the slice in which it was at the last look.
    pub(crate) fn is_still_in_its_slice(&mut self, home: &Home) -> bool {
        let slices = home.published.slices.load(Ordering::Relaxed);
        let created = home.published.created.load(Ordering::Relaxed);
        let same = slices == self.slices && self.since.is_some();
        // Who starts goroutines, in a loop without checkpoints, is not stuck: others may take them.
        if !same || created != self.created {
            *self = Seen { slices, created, since: Some(Instant::now()), reported: false, used: None, ..*self };
        }
        same
    }
}

/// Counts a slice that has lasted since the last look, once.
pub(crate) fn count_long_slice(home: &Home, seen: &mut Seen) {
    let published = &home.published;
    let switches = (
        published.slices.load(Ordering::Relaxed),
        published.parked.load(Ordering::Relaxed),
        published.ended.load(Ordering::Relaxed),
    );
    let runs =
        !home.inbox.is_asleep() && !published.idle.load(Ordering::Acquire) && home.pass.get() != Standing::Waiting;
    if !runs || switches != seen.switches {
        (seen.switches, seen.counted) = (switches, false);
    } else if !std::mem::replace(&mut seen.counted, true) {
        published.long_slices.fetch_add(1, Ordering::Relaxed);
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
    if !seen.reported && seen.since.is_some_and(|since| since.elapsed() >= limit()) {
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

/// The goroutine that runs on the home: its id, its name, where it was started, and where it last waited.
pub(super) fn running(
    home: &Home,
) -> Option<(u64, String, &'static Location<'static>, Option<&'static Location<'static>>)> {
    let newcomer = home.published.newcomer.read();
    let mut found = newcomer.map(|newcomer| (newcomer.id, String::new(), newcomer.spawned_at, None));
    home.for_each_listed(|task| {
        if task.reason() == Reason::Running {
            let name = task.name().map(|name| format!(" ({name})")).unwrap_or_default();
            found = Some((task.id, name, task.spawned_at, task.blocked_at()));
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
    let Some((id, name, started_at, waited_at)) = running(home) else { return };
    let waited = waited_at.map(|place| format!(" and last seen waiting at {place}")).unwrap_or_default();
    let limit = match limit() {
        second if second == Duration::from_secs(1) => "a second".to_owned(),
        limit => format!("{limit:?}"),
    };
    let others = if waiting == 1 { "1 goroutine waits" } else { &format!("{waiting} goroutines wait") };
    let advice = if asleep {
        "it is in a call that blocks its thread; put that into `goroutines::blocking(|| …)`"
    } else {
        "it computes without a checkpoint; annotate the function with `#[goroutine]`, or call `yield_now()` now and then, or \
         use `goroutines::blocking(|| …)`"
    };
    stderr::report(format_args!(
        "goroutines: goroutine {id}{name}, started at {started_at}{waited}, has kept its worker for over {limit}, and {others} \
         behind it: {advice}\n"
    ));
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, time) in [
            ("100ms", Some(Duration::from_millis(100))),
            (" 1.5s", Some(Duration::from_millis(1500))),
            ("250 us", Some(Duration::from_micros(250))),
            ("2m", Some(Duration::from_secs(120))),
            ("100", None),
            ("fast", None),
            ("-1s", None),
            ("", None),
            ("1h", None),
        ] {
            assert_eq!(parse(text), time, "{text:?}");
        }
    }
}
