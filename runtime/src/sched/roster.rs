//! The homes of the process, and what can be counted over them.

use crate::base::fork;
use crate::base::shim::{self, AtomicPtr, Ordering};
use crate::task::current;
use crate::task::home::{FIRST_OF_BUBBLES, Home, OwnedCounter, STRIDE_OF_BUBBLES};
use std::sync::atomic::{AtomicIsize, AtomicU64};
use std::sync::{Mutex, PoisonError};

shim::statics! {
    /// The present list. A longer one takes its place when workers are hired; the lists are leaked and never change.
    static HOMES: AtomicPtr<Vec<&'static Home>> = AtomicPtr::new(std::ptr::null_mut());
}

/// Goroutines made by threads that are no homes.
static CREATED_ELSEWHERE: AtomicU64 = AtomicU64::new(0);

/// The next block of ids. Goroutine 1 is the main goroutine.
static NEXT_ID: AtomicU64 = AtomicU64::new(2);

/// The id of the main goroutine.
pub(crate) const MAIN_ID: u64 = 1;

/// Ids that a worker takes at a time.
const ID_BLOCK: u64 = 16;

/// Threads of the runtime's own: workers, the watch, and idle threads for blocking calls. One of the latter may be taken off
/// before it has counted itself.
static OWN_THREADS: AtomicIsize = AtomicIsize::new(0);

/// The homes; empty before boot.
#[inline]
pub(crate) fn homes() -> &'static [&'static Home] {
    // SAFETY: the pointer is null or came from a leaked list, which is not changed after `settle` has published it.
    unsafe { HOMES.load(Ordering::Acquire).as_ref() }.map_or(&[], Vec::as_slice)
}

/// The homes of bubbles. They never change either, and none is ever taken away.
static OF_BUBBLES: Mutex<Vec<&'static Home>> = Mutex::new(Vec::new());

/// The homes of bubbles, those that rest as well.
pub(crate) fn homes_of_bubbles() -> Vec<&'static Home> {
    OF_BUBBLES.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Settles one more home for bubbles, which is told its index.
pub(crate) fn settle_home_of_bubbles(make: impl FnOnce(usize) -> &'static Home) -> &'static Home {
    let mut homes = OF_BUBBLES.lock().unwrap_or_else(PoisonError::into_inner);
    let home = make(FIRST_OF_BUBBLES + homes.len() * STRIDE_OF_BUBBLES);
    homes.push(home);
    home
}

/// All homes.
pub(crate) fn all_homes() -> impl Iterator<Item = &'static Home> {
    homes().iter().copied().chain(homes_of_bubbles())
}

/// Settles which homes there are. Each is at the place that its index names, for ever.
pub(crate) fn settle(homes: Vec<&'static Home>) {
    HOMES.store(Box::into_raw(Box::new(homes)), Ordering::Release);
}

/// Counts a thread of the runtime's own.
pub(crate) fn count_own_thread() {
    OWN_THREADS.fetch_add(1, Ordering::SeqCst);
}

/// Takes a thread off the count: it is about to run a user's code.
pub(crate) fn uncount_own_thread() {
    OWN_THREADS.fetch_sub(1, Ordering::SeqCst);
}

/// How many threads are the runtime's own, and run no user's code.
pub(crate) fn own_threads() -> usize {
    usize::try_from(OWN_THREADS.load(Ordering::SeqCst)).unwrap_or(0)
}

/// An id that was never given out before.
#[inline]
pub(crate) fn new_id() -> u64 {
    let Some(local) = current::local() else { return NEXT_ID.fetch_add(1, Ordering::Relaxed) };
    let (mut next, mut end) = local.ids.get();
    if next == end {
        next = NEXT_ID.fetch_add(ID_BLOCK, Ordering::Relaxed);
        end = next + ID_BLOCK;
    }
    local.ids.set((next + 1, end));
    next
}

/// Counts a goroutine that has just been made by this thread.
#[inline]
pub(crate) fn count_created() {
    match current::local() {
        Some(local) => local.home.published.created.bump(),
        None => {
            CREATED_ELSEWHERE.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// How many goroutines have been made so far.
pub(crate) fn created() -> u64 {
    let made: u64 = all_homes().map(|home| home.published.created.load(Ordering::Acquire)).sum();
    made + CREATED_ELSEWHERE.load(Ordering::Acquire)
}

/// How many goroutines exist: started or not, running or blocked. Exact when the program is quiet.
pub(crate) fn num_goroutine() -> usize {
    // Ended ones first: a goroutine that is made and ends meanwhile must not make the difference negative.
    let ended: u64 = all_homes().map(|home| home.published.ended.load(Ordering::Acquire)).sum();
    usize::try_from(created().saturating_sub(ended)).unwrap_or(usize::MAX)
}

/// Counts a goroutine that ends on this worker, before anybody learns of it.
#[inline]
pub(crate) fn count_ended() {
    let Some(local) = current::local() else {
        // In loom's models threads run goroutines.
        if cfg!(goroutines_loom) {
            return;
        }
        // In the child of a `fork`, this is no worker.
        fork::end_child(0)
    };
    local.home.published.ended.bump();
    local.home.published.newcomer.leave();
}
