//! A test that hangs ends its process, and is named.

use std::collections::BTreeMap;
use std::process;
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// More than any test takes.
const PATIENCE: Duration = Duration::from_secs(120);

static WATCHED: Mutex<Watched> = Mutex::new(Watched { next: 0, running: BTreeMap::new() });
static START: Once = Once::new();

struct Watched {
    next: u64,
    running: BTreeMap<u64, (String, Instant)>,
}

/// A test is watched until this is dropped.
#[must_use = "the test is watched as long as this lives"]
pub struct Watch {
    number: u64,
}

/// Watches a test: if it takes longer than two minutes, the process is aborted with its name.
pub fn watch(name: &str) -> Watch {
    START.call_once(|| {
        thread::spawn(look);
    });
    let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    let number = watched.next;
    watched.next += 1;
    watched.running.insert(number, (name.to_owned(), Instant::now()));
    Watch { number }
}

impl Drop for Watch {
    fn drop(&mut self) {
        WATCHED.lock().unwrap_or_else(PoisonError::into_inner).running.remove(&self.number);
    }
}

fn look() {
    loop {
        thread::sleep(Duration::from_secs(1));
        let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((name, _)) = watched.running.values().find(|(_, start)| start.elapsed() > PATIENCE) {
            eprintln!("watchdog: the test `{name}` has taken longer than {PATIENCE:?}");
            process::abort();
        }
    }
}
