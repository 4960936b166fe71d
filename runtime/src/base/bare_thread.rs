//! A thread that inherits nothing from std.
//!
//! `std::thread::spawn` hands the output capture of the spawning thread on to the new one. The runtime's threads
//! outlive whatever started them, so under libtest the output of all goroutines would go into the capture buffer of the
//! test that happened to boot the runtime, and be thrown away with it. A thread that std did not make has no
//! capture, and so its children have none.

use std::io;

/// Runs `f` on a thread of its own that has no output capture, and waits for it.
///
/// # Errors
///
/// If the system refuses another thread.
pub(crate) fn run(f: fn()) -> io::Result<()> {
    extern "C" fn start(f: *mut libc::c_void) -> *mut libc::c_void {
        // SAFETY: the pointer is that of the `fn()` below, whose frame waits for this thread.
        let f = unsafe { *f.cast::<fn()>() };
        f();
        std::ptr::null_mut()
    }
    let mut f = f;
    // SAFETY: `start` has the right signature, the argument outlives the thread because it is joined here, and
    // the attributes may be null.
    let refused = unsafe {
        let mut thread = std::mem::zeroed();
        match libc::pthread_create(&raw mut thread, std::ptr::null(), start, (&raw mut f).cast()) {
            0 => libc::pthread_join(thread, std::ptr::null_mut()),
            refused => refused,
        }
    };
    if refused == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(refused)) }
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
