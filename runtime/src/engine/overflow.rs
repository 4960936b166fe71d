//! A goroutine that runs into its guard page: one report, then `SIGABRT`, as std does for threads.
//!
//! The handler runs on the thread's signal stack, because the goroutine has none left. It may call only
//! what is async-signal-safe: it reads the thread's own (initialised, destructor-free) locals, formats into
//! a buffer on its stack and writes with `write(2)`.
//!
//! The `generator` crate installs a handler of its own that switches away out of the signal handler and
//! abandons the goroutine's frames. Ours is installed after it, and whatever is not ours goes to the
//! handler that was there before both, after a line that says in which goroutine it was.

use crate::base::stderr::Stderr;
use std::sync::OnceLock;

/// Writes the report of a fault at an address; true if it was a goroutine's overflow.
pub(crate) type Reporter = fn(address: usize, out: &mut Stderr) -> bool;

static REPORTER: OnceLock<Reporter> = OnceLock::new();
static BEFORE: OnceLock<[libc::sigaction; 2]> = OnceLock::new();

const SIGNALS: [libc::c_int; 2] = [libc::SIGSEGV, libc::SIGBUS];

/// Bytes of a signal stack that we make where std has made none.
const SIGNAL_STACK: usize = 64 << 10;

/// Installs the handler. `between` runs after the present handlers were noted, before ours goes on top.
pub(crate) fn install(reporter: Reporter, between: fn()) {
    let mut before = [empty_action(); 2];
    for (signal, action) in SIGNALS.into_iter().zip(&mut before) {
        // SAFETY: asks for the present action; `action` is a valid place for it.
        unsafe { libc::sigaction(signal, std::ptr::null(), action) };
    }
    between();
    if BEFORE.set(before).is_err() || REPORTER.set(reporter).is_err() {
        return;
    }
    let mut action = empty_action();
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    action.sa_sigaction = on_fault as *const () as usize;
    for signal in SIGNALS {
        // SAFETY: `on_fault` has the signature that SA_SIGINFO asks for and does only what a handler may.
        unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    }
}

fn empty_action() -> libc::sigaction {
    // SAFETY: all-zero bytes are a valid `sigaction`: the default action, no flags, an empty mask.
    unsafe { std::mem::zeroed() }
}

/// Gives the calling thread a signal stack, unless it has one. Threads made by std have one where std's
/// own handler is installed, which it is not when the program's `main` is not Rust's.
pub(crate) fn ensure_signal_stack() {
    let mut now = libc::stack_t { ss_sp: std::ptr::null_mut(), ss_flags: 0, ss_size: 0 };
    // SAFETY: asks for the present signal stack; `now` is a valid place for it.
    unsafe { libc::sigaltstack(std::ptr::null(), &raw mut now) };
    if now.ss_flags & libc::SS_DISABLE == 0 {
        return;
    }
    // Leaked on purpose: a worker's thread lives as long as the process.
    let memory: &'static mut [u8] = vec![0; SIGNAL_STACK].leak();
    let stack = libc::stack_t { ss_sp: memory.as_mut_ptr().cast(), ss_flags: 0, ss_size: memory.len() };
    // SAFETY: the memory is valid for as long as the process and used for nothing else.
    unsafe { libc::sigaltstack(&raw const stack, std::ptr::null_mut()) };
}

unsafe extern "C" fn on_fault(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: the kernel passes a valid `siginfo_t` to a handler with SA_SIGINFO.
    let (address, code) = unsafe { ((*info).si_addr() as usize, (*info).si_code) };
    let mut out = Stderr::new();
    // Other codes are those of signals that somebody has sent, which have no address.
    let is_fault = code > 0;
    if is_fault && REPORTER.get().is_some_and(|report| report(address, &mut out)) {
        out.flush();
        // SAFETY: `abort` is async-signal-safe and does not return.
        unsafe { libc::abort() };
    }
    out.flush();
    // Not ours: put back what was there and return; the instruction faults again and finds it.
    let index = usize::from(signal != SIGNALS[0]);
    let default = empty_action();
    let before = BEFORE.get().map_or(&default, |before| &before[index]);
    // SAFETY: an action that was in force before, or the default one.
    unsafe { libc::sigaction(signal, before, std::ptr::null_mut()) };
}
