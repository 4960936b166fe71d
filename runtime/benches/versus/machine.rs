//! The machine: what it is, and how long a value takes from one of its cores to another.

#![forbid(unsafe_code)]

use crate::stopwatch::per_operation;
use std::fs;
use std::hint::spin_loop;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The time of the bare hand-off, one way, in nanoseconds: two threads write to one word in turns.
pub(crate) fn hand_off(budget: Duration) -> f64 {
    per_operation(budget, |trips| {
        let word = AtomicU64::new(0);
        let take_turns = |first: u64| {
            for trip in 0..trips {
                while word.load(Ordering::Acquire) != 2 * trip + first {
                    spin_loop();
                }
                word.store(2 * trip + first + 1, Ordering::Release);
            }
        };
        thread::scope(|scope| {
            let start = Instant::now();
            scope.spawn(|| take_turns(1));
            take_turns(0);
            start.elapsed()
        })
    }) / 2.0
}

/// Threads that compute for as long as it lives: what else a machine does.
pub(crate) struct Load(Arc<AtomicBool>);

impl Load {
    pub(crate) fn of(threads: usize) -> Load {
        let is_over = Arc::new(AtomicBool::new(false));
        for _ in 0..threads {
            let is_over = Arc::clone(&is_over);
            thread::spawn(move || while !is_over.load(Ordering::Relaxed) {});
        }
        Load(is_over)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The day, the processor, the cores and the kernel.
pub(crate) fn description() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name")).map(|line| line.trim_matches([' ', '\t', ':']));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let day = Command::new("date").arg("+%-d %B %Y").env("LC_ALL", "C").output();
    let day = day.map_or_else(|_| String::new(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    // What follows the numbers names a build of the kernel, or the machine.
    let kernel = kernel.trim().split('-').next().unwrap_or_default();
    format!("{day}, {}, {cores} cores, Linux {kernel}", model.unwrap_or("unknown processor"))
}
