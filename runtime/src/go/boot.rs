//! Starting the runtime: once, when the first goroutine is made.
//!
//! What `#[goroutine]` on `fn main` says about the process is settled here, before the first goroutine, and never again:
//! the runtime's parts rely on it. A main that comes later is told so.

#![forbid(unsafe_code)]

use super::panic;
use crate::base::bare_thread;
use crate::base::fork;
use crate::base::processors::processors;
use crate::base::stderr::report;
use crate::engine::limits::Size;
use crate::engine::ulimit::NoThread;
use crate::engine::{self, MIN_STACK_SIZE, overflow};
use crate::sched::{crew, gate};
use crate::task::current;
use crate::watch;
use std::env;
use std::sync::{Mutex, Once, OnceLock, PoisonError};

/// Set when the runtime runs.
static RUNNING: OnceLock<()> = OnceLock::new();

/// What is settled for the process.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings {
    /// How many workers there are; `None`: what `GOMAXPROCS` says.
    pub(crate) max_procs: Option<usize>,
    /// The stack size of goroutines that ask for none, in bytes.
    pub(crate) stack_size: Option<usize>,
    /// A goroutine's panic ends the process.
    pub(crate) abort_on_panic: bool,
}

/// Makes sure that the runtime runs.
///
/// # Panics
///
/// If the system has no room for it. A later call tries again.
#[inline]
#[track_caller]
pub(crate) fn ensure() {
    if current::local().is_none() {
        ensure_from_outside();
    }
}

#[track_caller]
fn ensure_from_outside() {
    fork::refuse();
    if RUNNING.get().is_none()
        && let Err(why) = start(Settings::default())
    {
        panic!("goroutines cannot start: {why}");
    }
    gate::go_on_after_main();
}

/// Starts the runtime with these settings, or ends the process if the system has no room for it. If it runs already, those
/// that differ are reported and change nothing.
pub(crate) fn with(settings: Settings) {
    fork::refuse();
    match start(settings) {
        Ok(true) => {}
        Ok(false) => settings.report_what_is_late(),
        Err(why) => watch::report::cannot_start(&why),
    }
    gate::go_on_after_main();
}

/// Starts the runtime; false if it runs already.
///
/// # Errors
///
/// What the system has no room for, in words.
fn start(settings: Settings) -> Result<bool, String> {
    super::fork::expect();
    static STARTING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if RUNNING.get().is_some() {
        return Ok(false);
    }
    // On a bare thread, so that what is started here does not inherit the output capture of a test, and because the
    // stack of the process's initial thread may be as small as the process's limits make it.
    let started = bare_thread::run(|| start_here(settings));
    started.unwrap_or_else(|refusal| Err(NoThread(&refusal).to_string()))?;
    let _ = RUNNING.set(());
    Ok(true)
}

fn start_here(settings: Settings) -> Result<(), String> {
    prepare(settings)?;
    // Another try after a refusal goes on from here.
    crew::staff(settings.max_procs.unwrap_or_else(default_workers))
        .map_err(|refusal| NoThread(&refusal).to_string())?;
    watch::sysmon::start();
    watch::timeline::start_by_variable();
    watch::console::start_by_variable();
    #[cfg(feature = "tracing")]
    crate::spans::follow();
    Ok(())
}

/// What comes before the first thread.
fn prepare(settings: Settings) -> Result<(), String> {
    static SETTLED: Once = Once::new();
    static PREPARED: Once = Once::new();
    SETTLED.call_once(|| {
        if let Some(size) = settings.stack_size {
            engine::set_common_stack_size(size);
        }
        if settings.abort_on_panic {
            panic::abort_on_panic();
        }
    });
    if !PREPARED.is_completed() {
        overflow::install(watch::report::fault, engine::prepare).map_err(|shortage| shortage.to_string())?;
        PREPARED.call_once(|| {
            panic::name_goroutine_in_reports();
            watch::stacks::prepare();
            watch::stuck::read_variable();
        });
    }
    Ok(())
}

/// The number that `GOMAXPROCS` gives, or that of the processors.
fn default_workers() -> usize {
    let given = env::var("GOMAXPROCS").ok().and_then(|text| text.trim().parse().ok());
    given.filter(|&count| count > 0).unwrap_or_else(processors)
}

impl Settings {
    /// Says which of the settings are not those in force, and what is.
    fn report_what_is_late(self) {
        let too_late = |option: &str, in_force: &str| {
            report(format_args!(
                "goroutines: `{option}` on `fn main` comes too late: the runtime has started {in_force}\n"
            ));
        };
        let (wanted, there) =
            (self.stack_size.map(|size| engine::usable(size.max(MIN_STACK_SIZE))), engine::common_stack_size());
        if let Some(wanted) = wanted.filter(|&wanted| wanted != there) {
            too_late(
                &format!("stack_size = \"{}\"", Size(wanted)),
                &format!(
                    "with stacks of {}, and goes on with these; `go!` and `Builder` may still ask for larger ones",
                    Size(there)
                ),
            );
        }
        let there = gate::limit();
        if let Some(wanted) = self.max_procs.filter(|&wanted| wanted != there) {
            too_late(&format!("max_procs = {wanted}"), &format!("with {there}; `runtime::set_max_procs` changes that"));
        }
        if self.abort_on_panic && !panic::aborts() {
            too_late("panic = \"abort\"", "without it, and a panic goes on to end its goroutine alone");
        }
    }
}
