//! A thread that inherits nothing from std.
//!
//! `std::thread::spawn` hands the output capture of the spawning thread on to the new one. The runtime's threads
//! outlive whatever started them, so under libtest the output of all goroutines would go into the capture buffer of the
//! test that happened to boot the runtime, and be thrown away with it. A thread that std did not make has no
//! capture, and so its children have none.

use super::threads::STACK;
use std::cell::Cell;
use std::io;

thread_local! {
    /// The thread is one that was made here.
    static BARE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `f` on a thread of its own that has no output capture, and waits for it. The thread has a stack of the usual
/// size, however small the caller's is. (If the caller is on such a thread, it does.)
///
/// # Errors
///
/// If the system refuses another thread.
pub(crate) fn run<F: FnOnce() -> T + Send, T: Send>(f: F) -> io::Result<T> {
    /// What goes to the thread, and what comes back.
    struct Errand<F, T>(Option<F>, Option<T>);

    extern "C" fn start<F: FnOnce() -> T, T>(errand: *mut libc::c_void) -> *mut libc::c_void {
        // SAFETY: the pointer is that of the errand below, whose frame does nothing but wait for this thread.
        let errand = unsafe { &mut *errand.cast::<Errand<F, T>>() };
        BARE.set(true);
        errand.1 = errand.0.take().map(|f| f());
        std::ptr::null_mut()
    }

    if BARE.get() {
        return Ok(f());
    }
    let mut errand = Errand(Some(f), None);
    // SAFETY: the attributes are initialised before they are used and destroyed after it, `start` has the right
    // signature, and the errand, whose parts are `Send`, outlives the thread because it is joined here.
    let refused = unsafe {
        let mut thread = std::mem::zeroed();
        let mut attributes = std::mem::zeroed();
        match libc::pthread_attr_init(&raw mut attributes) {
            0 => {
                // The size is one that every system takes; without the call it would depend on `ulimit -s`.
                libc::pthread_attr_setstacksize(&raw mut attributes, STACK);
                let errand = (&raw mut errand).cast();
                let created = libc::pthread_create(&raw mut thread, &raw const attributes, start::<F, T>, errand);
                libc::pthread_attr_destroy(&raw mut attributes);
                if created == 0 { libc::pthread_join(thread, std::ptr::null_mut()) } else { created }
            }
            refused => refused,
        }
    };
    errand.1.ok_or_else(|| io::Error::from_raw_os_error(refused))
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    #[test]
    fn it_has_run_when_the_call_returns() {
        static RAN: AtomicBool = AtomicBool::new(false);
        super::run(|| RAN.store(true, Ordering::Relaxed)).unwrap();
        assert!(RAN.load(Ordering::Relaxed));
    }
}
