//! Starting the runtime: once, when the first goroutine is made.

#![forbid(unsafe_code)]

use super::panic;
use crate::base::bare_thread;
use crate::base::processors::processors;
use crate::engine::{self, overflow};
use crate::sched::crew;
use crate::task::current;
use crate::watch;
use std::env;
use std::sync::Once;

static BOOT: Once = Once::new();

/// Makes sure that the runtime runs.
#[inline]
pub(crate) fn ensure() {
    if current::local().is_none() {
        with_workers(None);
    }
}

/// Boots the runtime with that many workers, unless it runs already.
pub(crate) fn with_workers(wanted: Option<usize>) {
    BOOT.call_once(|| boot(wanted.unwrap_or_else(default_workers)));
}

/// The number that `GOMAXPROCS` gives, or that of the processors.
fn default_workers() -> usize {
    let given = env::var("GOMAXPROCS").ok().and_then(|text| text.trim().parse().ok());
    given.filter(|&count| count > 0).unwrap_or_else(processors)
}

fn boot(workers: usize) {
    overflow::install(watch::report::fault, engine::prepare);
    panic::name_goroutine_in_reports();
    if let Err(refusal) = crew::staff(workers) {
        panic!(
            "goroutines cannot start: the system refuses a thread ({refusal}); raise `ulimit -u` or the limit of the \
             container"
        );
    }
    // Not on this thread, whose output capture the watch's would inherit.
    if let Err(refusal) = bare_thread::run(watch::sysmon::start) {
        watch::sysmon::go_without(&refusal);
    }
}
