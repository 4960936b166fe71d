//! Who is idle, and whom to wake. The protocol is in this room's README.

#![forbid(unsafe_code)]

use super::{gate, roster};
use crate::base::processors::processors;
use crate::base::shim::poller::{Poller, Turn};
use crate::base::shim::{self, AtomicBool, AtomicUsize, Ordering, fence, thread};
use crate::base::{clock, random};
use crate::drive::{poll, timers};
use crate::engine;
use crate::task::events::{self, Kind};
use crate::task::home::{Home, Local};
use crate::task::reason::Reason;
use std::time::{Duration, Instant};

shim::statics! {
    /// Workers that sleep or are about to.
    static SLEEPERS: AtomicUsize = AtomicUsize::new(0);

    /// Workers that look for something to steal.
    static SEARCHERS: AtomicUsize = AtomicUsize::new(0);

    /// How often a worker has come out of its sleep.
    static AWAKENINGS: AtomicUsize = AtomicUsize::new(0);

    /// Thieves that were woken and found nothing since one last found something.
    static FRUITLESS: AtomicUsize = AtomicUsize::new(0);

    /// Whether the watch sleeps because all workers do.
    static WATCH_SLEEPS: AtomicBool = AtomicBool::new(false);
}

/// A queue that is longer than this always wakes a thief.
const LONG_QUEUE: usize = 8;

/// How long a worker without a stack for its unstarted goroutines sleeps before it asks the system again.
const STARVED_SLEEP: Duration = Duration::from_millis(50);

/// How long a worker sleeps that has stacks to give up, if they are not needed meanwhile.
const SPARE_SLEEP: Duration = Duration::from_millis(50);

/// Workers that sleep or are about to.
pub(crate) fn sleepers() -> usize {
    SLEEPERS.load(Ordering::SeqCst)
}

/// Whether some worker has nothing to do, and a processor to do it on.
#[inline]
pub(crate) fn somebody_is_idle() -> bool {
    SEARCHERS.load(Ordering::Relaxed) > 0 || a_sleeper_would_run()
}

/// Whether a worker sleeps that would run at once if it were woken. Where there are more workers than processors, one more
/// that is awake only waits for a processor, with whatever it was given to do.
#[inline]
fn a_sleeper_would_run() -> bool {
    let homes = roster::homes();
    SLEEPERS.load(Ordering::Relaxed) > 0
        && (homes.len() <= processors() || a_processor_is_free(homes))
        && gate::has_room()
}

/// The count of sleepers is of no use here: one that was just woken is in it until it runs.
#[cold]
fn a_processor_is_free(homes: &[&'static Home]) -> bool {
    homes.iter().filter(|home| !home.inbox.is_asleep()).count() < processors()
}

/// How often a worker has come out of its sleep.
pub(crate) fn awakenings() -> usize {
    AWAKENINGS.load(Ordering::SeqCst)
}

/// Enters the ranks of those who look for work; false if there are enough.
pub(crate) fn start_searching(most: usize) -> bool {
    SEARCHERS.fetch_update(Ordering::SeqCst, Ordering::Relaxed, |now| (now < most).then_some(now + 1)).is_ok()
}

/// Leaves the ranks. A searcher that has found something and was the last hands over to another sleeper, so that
/// more work behind it is found as well.
pub(crate) fn stop_searching(found: bool) {
    let last = SEARCHERS.fetch_sub(1, Ordering::SeqCst) == 1;
    if found {
        FRUITLESS.store(0, Ordering::Relaxed);
        if last && a_sleeper_would_run() && roster::homes().iter().any(|home| home.has_unstarted()) {
            wake_one();
        }
    } else {
        let fruitless = FRUITLESS.load(Ordering::Relaxed);
        FRUITLESS.store((fruitless + 1).min(LONG_QUEUE), Ordering::Relaxed);
    }
}

/// An unstarted goroutine has been put where thieves may take it; `queued` are there now.
#[inline]
pub(crate) fn notify(queued: usize) {
    if queued <= FRUITLESS.load(Ordering::Relaxed) {
        return;
    }
    fence(Ordering::SeqCst);
    if SEARCHERS.load(Ordering::Relaxed) == 0 && a_sleeper_would_run() {
        wake_one();
    }
}

/// Wakes a sleeping worker, if there is one.
#[cold]
pub(crate) fn wake_one() {
    if !gate::has_room() {
        return;
    }
    let homes = roster::homes();
    // Where there are more workers than may run, the first ones are to have the goroutines.
    let start = if gate::is_closed() { 0 } else { random::below(homes.len().max(1)) };
    for index in 0..homes.len() {
        let home = homes[(start + index) % homes.len()];
        if !home.published.starved.load(Ordering::Relaxed) && wake(home) {
            return;
        }
    }
}

/// Ends a home's sleep; false if it was awake.
pub(crate) fn wake(home: &Home) -> bool {
    if home.inbox.nudge() {
        home.unpark();
        return true;
    }
    false
}

/// Sleeps until there is something to do: mail, a deadline, a socket, or somebody who wakes this worker. Whether it was a
/// socket.
pub(crate) fn sleep(local: &Local) -> bool {
    let home = local.home;
    let deadline = local.alarms.borrow().first();
    let starved = local.starved.get();
    home.published.has_alarms.store(deadline.is_some(), Ordering::Relaxed);
    home.published.starved.store(starved, Ordering::Relaxed);
    let poller = home.sockets.in_use();
    home.sockets.sleep_here(poller.is_some());
    let mut turn = None;
    SLEEPERS.fetch_add(1, Ordering::SeqCst);
    if home.inbox.try_sleep() {
        // Sleepers are counted and the mark is set; what was pushed before that is seen here.
        fence(Ordering::SeqCst);
        if !starved && (!home.mail.is_empty() || !home.assigned.is_empty() || somebody_needs_a_thief()) {
            home.inbox.nudge();
        }
        // A thread may have registered the first socket meanwhile.
        if poller.is_none() && home.sockets.in_use().is_some() {
            home.inbox.nudge();
        }
        turn = poller.map(Poller::turn);
        let pause = match () {
            () if starved => Some(STARVED_SLEEP),
            () if local.idle_stacks.borrow().len() > engine::KEPT_STACKS => Some(SPARE_SLEEP),
            () => None,
        };
        let limit = pause.and_then(|pause| shim::now().checked_add(pause));
        let until = deadline.into_iter().chain(limit).min();
        sleep_until(home, &mut turn, until);
        AWAKENINGS.fetch_add(1, Ordering::SeqCst);
        // The watch may have slept as well.
        clock::advance();
    }
    SLEEPERS.fetch_sub(1, Ordering::SeqCst);
    home.sockets.sleep_here(false);
    home.published.starved.store(false, Ordering::Relaxed);
    wake_watch();
    // Awake to everybody: those who are woken now, on other homes too, may look who sleeps.
    turn.is_some_and(|turn| poll::dispatch(&turn))
}

/// Sleeps as long as the home's inbox says so, at a turn of its poller if it has one, and until then at the longest.
pub(super) fn sleep_until(home: &Home, turn: &mut Option<Turn<'_>>, until: Option<Instant>) {
    while home.inbox.is_asleep() {
        let left = until.map(|until| until.saturating_duration_since(shim::now()));
        match (&mut *turn, left) {
            // False if somebody has just delivered a goroutine, which is as good a reason.
            (_, Some(Duration::ZERO)) => {
                home.inbox.nudge();
            }
            (Some(turn), _) => {
                let traced = events::are_wanted();
                if traced {
                    events::note(Kind::PollerSleeps, Reason::Io, 0, None);
                }
                turn.wait(until);
                if traced {
                    let mut told = 0;
                    turn.for_each(|_| told += 1);
                    events::note(Kind::PollerWakes, Reason::Io, told, None);
                }
                if turn.has_events() {
                    home.inbox.nudge();
                }
            }
            (None, Some(left)) => thread::park_timeout(left),
            (None, None) => thread::park(),
        }
    }
}

/// Whether a queue is so long that its owner should not be left alone with it.
fn somebody_needs_a_thief() -> bool {
    let fruitless = FRUITLESS.load(Ordering::Relaxed);
    roster::homes().iter().any(|home| {
        let waiting = home.fresh.len() + home.mail.len();
        waiting > fruitless || (waiting > 0 && home.published.starved.load(Ordering::Relaxed))
    })
}

/// The watch sleeps until `limit`, or until a worker comes out of its sleep that has not done so since `before` was read,
/// or a callback is due.
pub(crate) fn watch_sleeps(limit: Option<Instant>, before: usize) {
    WATCH_SLEEPS.store(true, Ordering::SeqCst);
    // Whoever comes out of his sleep or hires fences as well, and then looks whether the watch sleeps; so one of the two sees
    // the other.
    fence(Ordering::SeqCst);
    if sleepers() == roster::homes().len() && before == awakenings() {
        timers::sleep(limit);
    }
    WATCH_SLEEPS.store(false, Ordering::SeqCst);
}

/// Has the watch look around if it sleeps because all workers do. What the caller has done before is seen by a watch that
/// this does not find asleep.
pub(crate) fn wake_watch() {
    fence(Ordering::SeqCst);
    if WATCH_SLEEPS.load(Ordering::SeqCst) && WATCH_SLEEPS.swap(false, Ordering::SeqCst) {
        timers::wake_watch();
    }
}
