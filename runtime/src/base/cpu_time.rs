//! How much processor time a thread has used: a clock that others can read, and for which nothing has to be opened.

use std::time::Duration;

/// The clock of a thread that lives as long as the process.
#[derive(Clone, Copy)]
pub(crate) struct ThreadClock(libc::clockid_t);

impl ThreadClock {
    /// That of the calling thread, where the system has such clocks.
    pub(crate) fn of_this_thread() -> Option<ThreadClock> {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            let mut clock = 0;
            // SAFETY: the thread exists, and `clock` is a valid place for the answer.
            let refused = unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &raw mut clock) };
            (refused == 0).then_some(ThreadClock(clock))
        }
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        {
            None
        }
    }

    /// The processor time that the thread has used so far.
    pub(crate) fn read(self) -> Option<Duration> {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `time` is a valid place for the answer.
        let refused = unsafe { libc::clock_gettime(self.0, &raw mut time) };
        let seconds = u64::try_from(time.tv_sec).ok()?;
        (refused == 0).then(|| Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0)))
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::ThreadClock;

    #[test]
    #[cfg(target_os = "linux")]
    fn it_stands_while_the_thread_sleeps_and_runs_while_it_computes() {
        let (tx, rx) = std::sync::mpsc::channel();
        let (computes, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            tx.send(ThreadClock::of_this_thread().unwrap()).unwrap();
            told.recv().unwrap();
            loop {
                std::hint::spin_loop();
            }
        });
        let clock = rx.recv().unwrap();
        // Until it has fallen asleep.
        let mut before = clock.read().unwrap();
        let asleep = loop {
            std::thread::sleep(std::time::Duration::from_millis(1));
            let now = clock.read().unwrap();
            if now == before {
                break now;
            }
            before = now;
        };
        computes.send(()).unwrap();
        while clock.read().unwrap() == asleep {
            std::thread::yield_now();
        }
    }
}
