//! Futures in goroutines: a goroutine waits for a future to be ready as for anything else.
//!
//! The future is polled by its goroutine alone, which never leaves its thread, so it need not be `Send`. The waker sets a
//! flag and releases whoever waits for it. The flag is lowered before each poll, so a wake-up that comes during the poll is
//! seen after it, and one that comes earlier is answered by it. The flag outlives the wait, because wakers are cloned and kept
//! as long as their holders like; hence it is counted, not on the stack.

#![forbid(unsafe_code)]

use crate::base::lock::SpinLock;
use crate::task::reason::Reason;
use crate::wait::crowd::{Crowd, wait_for_release};
use crate::wait::waiter::{Site, Wakes};
use std::future::Future;
use std::panic::Location;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

/// Waits until a future is ready, and returns its output. The goroutine is parked meanwhile; a plain thread sleeps.
///
/// The future is polled where the call stands, so it may borrow and need not be `Send`. There is no reactor behind it: the
/// timers and sockets of a library such as `tokio` need that library's runtime, somewhere in the process.
///
/// Calls may be nested: inside the future, whatever parks stops the whole future until it is woken, as in any executor.
///
/// ```
/// use goroutines::{block_on, go};
///
/// let handle = go! {
///     let words = ["parked", "until", "ready"];
///     block_on(async { words.join(" ") })
/// };
/// assert_eq!(handle.join().unwrap(), "parked until ready");
/// ```
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    let site = Site { reason: Reason::Future, location: Location::caller() };
    let signal = Arc::new(Signal::new());
    let waker = Waker::from(Arc::clone(&signal));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        signal.wait(site);
    }
}

/// A flag, and who waits for it.
pub(crate) struct Signal {
    state: SpinLock<State>,
}

struct State {
    raised: bool,
    waiters: Crowd,
}

impl Signal {
    pub(crate) fn new() -> Signal {
        Signal { state: SpinLock::new(State { raised: false, waiters: Crowd::new() }) }
    }

    /// Waits until the flag is raised, and lowers it.
    pub(crate) fn wait(&self, site: Site) {
        let mut state = self.state.lock();
        if !state.raised {
            wait_for_release(&self.state, state, |state| &mut state.waiters, site);
            state = self.state.lock();
        }
        state.raised = false;
    }

    /// Raises the flag.
    pub(crate) fn raise(&self) {
        let mut wakes = Wakes::default();
        let mut state = self.state.lock();
        if !state.raised {
            state.raised = true;
            state.waiters.release(&mut wakes);
        }
        drop(state);
        wakes.now();
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.raise();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.raise();
    }
}
