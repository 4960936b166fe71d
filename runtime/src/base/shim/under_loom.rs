//! Under loom: its types, and stand-ins for what it has no model of.
//!
//! *Time* stands still until a model lets it pass ([`pass_time`]). A sleep with a deadline ends when it is woken or when the
//! time has come, and loom explores which of the two is first. *Threads* park on a lock and a condition of their own,
//! because loom's `unpark` also ends a wait for one of its locks. *Queues* keep their values behind a lock of std's, which
//! is never held over a switch of loom's threads, and say how many there are in an atomic of loom's, so that who looks may
//! find what is out of date: as crossbeam's do, whose own orderings are not explored.

#![forbid(unsafe_code)]

pub(crate) use loom::{
    cell::UnsafeCell,
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence},
    sync::{Condvar, Mutex, MutexGuard},
};

use std::sync::{LockResult, OnceLock, PoisonError};
use std::time::{Duration, Instant};

loom::lazy_static! {
    static ref CLOCK: Clock = Clock { shown: AtomicU64::new(0), sleepers: std::sync::Mutex::default() };
}

struct Clock {
    /// Milliseconds since the model began, as threads see it: perhaps a little late.
    shown: AtomicU64,
    sleepers: std::sync::Mutex<Sleepers>,
}

#[derive(Default)]
struct Sleepers {
    now: u64,
    threads: Vec<thread::Thread>,
}

impl Clock {
    fn sleepers(&self) -> std::sync::MutexGuard<'_, Sleepers> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn beginning() -> Instant {
    static BEGINNING: OnceLock<Instant> = OnceLock::new();
    *BEGINNING.get_or_init(Instant::now)
}

/// The moment so many milliseconds after the beginning of the model.
pub(crate) fn at(milliseconds: u64) -> Instant {
    beginning() + Duration::from_millis(milliseconds)
}

/// The present moment.
pub(crate) fn now() -> Instant {
    at(CLOCK.shown.load(Ordering::Relaxed))
}

/// Lets a millisecond pass.
#[cfg(test)]
pub(crate) fn pass_time() {
    CLOCK.shown.fetch_add(1, Ordering::Relaxed);
    let mut sleepers = CLOCK.sleepers();
    sleepers.now += 1;
    let threads = std::mem::take(&mut sleepers.threads);
    drop(sleepers);
    threads.iter().for_each(thread::Thread::unpark);
}

/// Waits for a notification, and no longer than `left`: here it lets others run and comes back at once, as a wait may that
/// ends for nothing. Who waits looks at the clock himself.
pub(crate) fn wait_timeout<'a, T>(
    _condition: &Condvar,
    lock: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    _left: Duration,
) -> LockResult<MutexGuard<'a, T>> {
    drop(guard);
    loom::thread::yield_now();
    lock.lock()
}

/// Threads that can be parked.
pub(crate) mod thread {
    use super::{CLOCK, at, beginning, now};
    use loom::sync::{Condvar, Mutex};
    use std::io;
    use std::sync::{Arc, PoisonError};
    use std::time::Duration;

    pub(crate) use loom::thread::yield_now;

    /// Whom to unpark.
    #[derive(Clone)]
    pub(crate) struct Thread(Arc<(Mutex<bool>, Condvar)>);

    loom::lazy_static! {
        static ref STARTED: std::sync::Mutex<Vec<loom::thread::JoinHandle<()>>> = std::sync::Mutex::default();
    }

    /// Starts threads that nobody joins, but for the model, with [`join_all`]: its own must be the last to end.
    pub(crate) struct Builder(loom::thread::Builder);

    impl Builder {
        pub(crate) fn new() -> Builder {
            Builder(loom::thread::Builder::new())
        }

        pub(crate) fn name(self, name: String) -> Builder {
            Builder(self.0.name(name))
        }

        /// Loom has a size of its own.
        pub(crate) fn stack_size(self, _bytes: usize) -> Builder {
            self
        }

        pub(crate) fn spawn(self, f: impl FnOnce() + Send + 'static) -> io::Result<()> {
            let handle = self.0.spawn(f)?;
            STARTED.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
            Ok(())
        }
    }

    /// Waits for all threads that were started by a [`Builder`].
    #[cfg(test)]
    pub(crate) fn join_all() {
        loop {
            let next = STARTED.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(next) = next else { return };
            next.join().unwrap();
        }
    }

    loom::thread_local! {
        static THIS: Thread = Thread(Arc::new((Mutex::new(false), Condvar::new())));
    }

    pub(crate) fn current() -> Thread {
        THIS.with(Thread::clone)
    }

    impl Thread {
        pub(crate) fn unpark(&self) {
            *self.0.0.lock().unwrap() = true;
            self.0.1.notify_one();
        }
    }

    pub(crate) fn park() {
        let this = current();
        let mut token = this.0.0.lock().unwrap();
        while !*token {
            token = this.0.1.wait(token).unwrap();
        }
        *token = false;
    }

    pub(crate) fn park_timeout(left: Duration) {
        let until = now() + left;
        let mut sleepers = CLOCK.sleepers();
        if at(sleepers.now) >= until {
            drop(sleepers);
            // The clock that this thread sees is late.
            return yield_now();
        }
        debug_assert!(until >= beginning());
        sleepers.threads.push(current());
        drop(sleepers);
        park();
        let this = current();
        CLOCK.sleepers().threads.retain(|thread| !Arc::ptr_eq(&thread.0, &this.0));
    }
}

/// Queues of unstarted goroutines.
pub(crate) mod queue {
    use super::{AtomicUsize, Ordering};
    use crossbeam_deque::Steal;
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex, PoisonError};

    struct Shared<T> {
        values: Mutex<VecDeque<T>>,
        len: AtomicUsize,
    }

    impl<T> Shared<T> {
        fn new() -> Arc<Shared<T>> {
            Arc::new(Shared { values: Mutex::default(), len: AtomicUsize::new(0) })
        }

        fn with<R>(&self, visit: impl FnOnce(&mut VecDeque<T>) -> R) -> R {
            visit(&mut self.values.lock().unwrap_or_else(PoisonError::into_inner))
        }

        fn push(&self, value: T) {
            self.with(|values| values.push_back(value));
            self.len.fetch_add(1, Ordering::Release);
        }

        fn take(&self, take: impl FnOnce(&mut VecDeque<T>) -> Option<T>) -> Option<T> {
            if self.len() == 0 {
                return None;
            }
            let value = self.with(take)?;
            self.len.fetch_sub(1, Ordering::AcqRel);
            Some(value)
        }

        /// A value may be taken before it has been counted.
        fn len(&self) -> usize {
            usize::try_from(self.len.load(Ordering::Acquire).cast_signed()).unwrap_or(0)
        }
    }

    macro_rules! queue {
        ($name:ident) => {
            pub(crate) struct $name<T>(Arc<Shared<T>>);

            impl<T> $name<T> {
                pub(crate) fn len(&self) -> usize {
                    self.0.len()
                }

                pub(crate) fn is_empty(&self) -> bool {
                    self.0.len() == 0
                }
            }
        };
    }

    queue!(Injector);
    queue!(Worker);
    queue!(Stealer);

    impl<T> Injector<T> {
        pub(crate) fn new() -> Injector<T> {
            Injector(Shared::new())
        }

        pub(crate) fn push(&self, value: T) {
            self.0.push(value);
        }

        pub(crate) fn steal(&self) -> Steal<T> {
            self.0.take(VecDeque::pop_front).map_or(Steal::Empty, Steal::Success)
        }

        pub(crate) fn steal_batch_with_limit_and_pop(&self, _into: &Worker<T>, _limit: usize) -> Steal<T> {
            self.steal()
        }
    }

    impl<T> Worker<T> {
        pub(crate) fn new_lifo() -> Worker<T> {
            Worker(Shared::new())
        }

        pub(crate) fn push(&self, value: T) {
            self.0.push(value);
        }

        pub(crate) fn pop(&self) -> Option<T> {
            self.0.take(VecDeque::pop_back)
        }

        pub(crate) fn stealer(&self) -> Stealer<T> {
            Stealer(Arc::clone(&self.0))
        }
    }

    impl<T> Stealer<T> {
        pub(crate) fn steal(&self) -> Steal<T> {
            self.0.take(VecDeque::pop_front).map_or(Steal::Empty, Steal::Success)
        }

        pub(crate) fn steal_batch_with_limit_and_pop(&self, _into: &Worker<T>, _limit: usize) -> Steal<T> {
            self.steal()
        }
    }
}

/// A channel that never blocks its senders. Who waits for a time waits no longer than that: here, not at all.
pub(crate) mod channel {
    use crossbeam_channel::{RecvTimeoutError, SendError};
    use loom::sync::Mutex;
    use std::collections::VecDeque;
    use std::sync::Arc;
    use std::time::Duration;

    type Shared<T> = Arc<Mutex<VecDeque<T>>>;

    pub(crate) struct Sender<T>(Shared<T>);

    pub(crate) struct Receiver<T>(Shared<T>);

    pub(crate) fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
        let shared = Shared::<T>::new(Mutex::new(VecDeque::new()));
        (Sender(Arc::clone(&shared)), Receiver(shared))
    }

    impl<T> Sender<T> {
        pub(crate) fn send(&self, value: T) -> Result<(), SendError<T>> {
            self.0.lock().unwrap().push_back(value);
            Ok(())
        }
    }

    impl<T> Receiver<T> {
        pub(crate) fn recv_timeout(&self, _timeout: Duration) -> Result<T, RecvTimeoutError> {
            let value = self.0.lock().unwrap().pop_front();
            value.ok_or_else(|| {
                loom::thread::yield_now();
                RecvTimeoutError::Timeout
            })
        }
    }
}
