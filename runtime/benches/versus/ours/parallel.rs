//! Several goroutines that do the same, and goroutines that are forced to different workers.

use super::trial::{Clock, Run};
use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use std::hint::spin_loop;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// As many goroutines as there are workers share the operations, as with `RunParallel` of Go's benchmarks. Where they start is
/// up to the runtime.
pub(super) fn parallel<T: Send + Sync + 'static>(operations: u64, shared: T, body: fn(&T, u64) -> u64) -> Run {
    in_shares(max_procs() as u64, operations, shared, body)
}

/// So many goroutines share the operations. The sum is that of what the bodies give.
#[goroutine]
pub(super) fn in_shares<T: Send + Sync + 'static>(
    goroutines: u64,
    operations: u64,
    shared: T,
    body: fn(&T, u64) -> u64,
) -> Run {
    let shared = Arc::new(shared);
    let clock = Clock::start();
    let handles: Vec<_> = (0..goroutines)
        .map(|number| {
            let share = operations / goroutines + u64::from(number < operations % goroutines);
            go!(|clone shared, body, share| body(&shared, share))
        })
        .collect();
    let sums = handles.into_iter().map(|handle| handle.join().expect("it does not panic"));
    let sum = sums.fold(0, u64::wrapping_add);
    clock.stop(sum)
}

/// Two goroutines. The second has the clock, and waits for the first in the end. The sum is that of what both give.
#[goroutine]
pub(super) fn pair(
    meeting: Meeting,
    first: impl FnOnce() -> u64 + Send + 'static,
    timed: impl FnOnce() -> u64 + Send + 'static,
) -> Run {
    let first = go!(|meeting = meeting.clone(), first| {
        meeting.arrive();
        first()
    });
    let timed = go!(|| {
        meeting.arrive();
        let clock = Clock::start();
        let sum = timed();
        clock.stop(sum.wrapping_add(first.join().expect("it does not panic")))
    });
    timed.join().expect("it does not panic")
}

/// Where two goroutines meet that are to be on different workers: both spin, so each keeps its worker until the other has
/// one. A goroutine that has started stays where it is, so they are apart from then on.
#[derive(Clone)]
pub(super) struct Meeting {
    awaited: usize,
    there: Arc<AtomicUsize>,
}

impl Meeting {
    pub(super) fn apart() -> Meeting {
        Meeting { awaited: 2, there: Arc::default() }
    }

    /// Nobody waits: where the two are is up to the runtime.
    pub(super) fn anywhere() -> Meeting {
        Meeting { awaited: 0, there: Arc::default() }
    }

    fn arrive(&self) {
        self.there.fetch_add(1, Ordering::AcqRel);
        while self.there.load(Ordering::Acquire) < self.awaited {
            spin_loop();
        }
    }
}
