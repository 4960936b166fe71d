//! Do not do this: the initialiser of a thread-local parks, and so runs twice on one thread.

use goroutines::prelude::*;
use goroutines::yield_now;

struct Settings {
    loaded_for: &'static str,
}

impl Settings {
    fn load(loaded_for: &'static str) -> Settings {
        println!("loading for {loaded_for}");
        yield_now(); // parks: another goroutine of this thread runs
        Settings { loaded_for }
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        println!("the settings of {} are dropped", self.loaded_for);
    }
}

thread_local! {
    static SETTINGS: Settings = Settings::load("this thread");
}

#[goroutine(max_procs = 1)]
fn main() {
    let wg = WaitGroup::new();
    for _ in 0..2 {
        wg.go(|| SETTINGS.with(|settings| println!("using those of {}", settings.loaded_for)));
    }
    wg.wait();
}
