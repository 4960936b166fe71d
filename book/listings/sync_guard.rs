//! A guard is held over a wait, and then given to another goroutine.

use goroutines::prelude::*;
use goroutines::sync::Mutex;
use goroutines::time::{Duration, sleep};

static LOG: Mutex<Vec<&str>> = Mutex::new(Vec::new());

#[goroutine(max_procs = 1)]
fn main() {
    let mut log = LOG.lock();
    log.push("main has the lock");
    sleep(Duration::from_millis(1));
    go!(|mut log| {
        sleep(Duration::from_millis(1));
        log.push("the other has it, and unlocks");
    });
    LOG.lock().push("main has it again");
    for line in LOG.lock().iter() {
        println!("{line}");
    }
}
