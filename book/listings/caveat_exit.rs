//! Do not do this: `exit` runs the destructors of the worker's thread-locals, and one of them parks.

use goroutines::prelude::*;
use goroutines::yield_now;

struct Log;

impl Drop for Log {
    fn drop(&mut self) {
        println!("the log is being destroyed, and parks");
        yield_now();
        println!("the log is destroyed");
    }
}

thread_local! {
    static LOG: Log = const { Log };
}

#[goroutine(max_procs = 1)]
fn main() {
    LOG.with(|_log| println!("the log is there"));
    go! {
        println!("another goroutine runs; is the log there? {}", LOG.try_with(|_log| ()).is_ok());
    }
    std::process::exit(0);
}
