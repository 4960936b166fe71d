//! When somebody calls `exit` on a worker's thread.
//!
//! `exit` runs the thread-local destructors of the thread that calls it. If one of them parked its goroutine, another
//! goroutine of the same home would run on, and find thread-locals destroyed that it has borrowed. So before
//! the first of them runs, the thread stops being a home: what blocks from then on blocks the thread, and no other
//! goroutine runs on it again.
//!
//! glibc runs what was registered last first. std registers one function for all its thread-locals when the first of them
//! needs it; ours is registered right after that, and so runs before.

use super::current;
use std::cell::Cell;

/// Has the calling worker's thread stop being a home when it is left.
pub(crate) fn expect() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        struct NeedsDrop(Cell<bool>);
        impl Drop for NeedsDrop {
            fn drop(&mut self) {
                self.0.set(true);
            }
        }
        thread_local! {
            static FIRST: NeedsDrop = const { NeedsDrop(Cell::new(false)) };
        }
        // Makes std register its function.
        FIRST.with(|first| first.0.set(false));

        unsafe extern "C" {
            static __dso_handle: u8;
            fn __cxa_thread_atexit_impl(
                function: extern "C" fn(*mut libc::c_void),
                argument: *mut libc::c_void,
                library: *const u8,
            ) -> libc::c_int;
        }
        // SAFETY: the function may be called on this thread at any time, and the handle is that of the binary that
        // this code is linked into.
        unsafe { __cxa_thread_atexit_impl(leave, std::ptr::null_mut(), &raw const __dso_handle) };
    }
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    let _ = leave as extern "C" fn(*mut libc::c_void);
}

extern "C" fn leave(_argument: *mut libc::c_void) {
    if let Some(local) = current::local() {
        local.running.set(None);
    }
}
