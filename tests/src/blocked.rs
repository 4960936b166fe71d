//! To be sure that a goroutine waits before the test goes on: the dump says so.

use goroutines::{runtime, yield_now};

/// Waits until the goroutine of this name is blocked in this state, for example `sync.Mutex.Lock`.
///
/// # Panics
///
/// If the dump cannot be written.
pub fn until_blocked(name: &str, state: &str) {
    let ending = format!(" [{state}]: {name}");
    loop {
        let mut dump = Vec::new();
        runtime::dump_full(&mut dump).expect("a vector takes all");
        if String::from_utf8_lossy(&dump).lines().any(|line| line.ends_with(&ending)) {
            return;
        }
        yield_now();
    }
}

/// Starts a goroutine of this name.
///
/// # Panics
///
/// If there is no memory for it.
pub fn named<T: Send + 'static>(name: &str, f: impl FnOnce() -> T + Send + 'static) -> goroutines::JoinHandle<T> {
    goroutines::Builder::new().name(name).spawn(f).expect("a stack")
}
