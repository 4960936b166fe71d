//! A goroutine that runs into its guard page: one report, then `SIGABRT`, as std does for threads.
//!
//! The handler runs on the thread's signal stack, because the goroutine has none left. It may call only
//! what is async-signal-safe: it reads the thread's own (initialised, destructor-free) locals, formats into
//! a buffer on its stack and writes with `write(2)`. When that is done, the process has nothing to lose, and the handler
//! looks for the functions that have used up the stack (`depth`).
//!
//! The `generator` crate installs a handler of its own that switches away out of the signal handler and
//! abandons the goroutine's frames. Ours is installed after it, and whatever is not ours goes to the
//! handler that was there before both, after a line that says in which goroutine it was.

use super::limits;
use crate::base::stderr::Stderr;
use crate::base::threads::LEAST_STACK;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Writes the report of a fault at an address. The stack and its guard, if it was a goroutine's overflow.
pub(crate) type Reporter = fn(address: usize, out: &mut Stderr) -> Option<Range<usize>>;

static REPORTER: OnceLock<Reporter> = OnceLock::new();
static BEFORE: OnceLock<[libc::sigaction; 2]> = OnceLock::new();

/// The thread that reports an overflow, if there is one.
static REPORTING: AtomicUsize = AtomicUsize::new(0);

const SIGNALS: [libc::c_int; 2] = [libc::SIGSEGV, libc::SIGBUS];

/// Bytes of a worker's signal stack.
const SIGNAL_STACK: usize = LEAST_STACK;

/// Installs the handler. `between` runs after the present handlers were noted, before ours goes on top.
///
/// # Errors
///
/// Those of `between`; then nothing is installed.
pub(crate) fn install<E>(reporter: Reporter, between: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
    let mut before = [empty_action(); 2];
    for (signal, action) in SIGNALS.into_iter().zip(&mut before) {
        // SAFETY: asks for the present action; `action` is a valid place for it.
        unsafe { libc::sigaction(signal, std::ptr::null(), action) };
    }
    between()?;
    if BEFORE.set(before).is_err() || REPORTER.set(reporter).is_err() {
        return Ok(());
    }
    let mut action = empty_action();
    // A fault in the handler comes to the handler.
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_NODEFER;
    action.sa_sigaction = on_fault as *const () as usize;
    for signal in SIGNALS {
        // SAFETY: `on_fault` has the signature that SA_SIGINFO asks for and does only what a handler may.
        unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    }
    Ok(())
}

fn empty_action() -> libc::sigaction {
    // SAFETY: all-zero bytes are a valid `sigaction`: the default action, no flags, an empty mask.
    unsafe { std::mem::zeroed() }
}

/// Lets one thread at a time report. One that is here already has faulted while it did.
fn enter_alone() {
    // SAFETY: a query without preconditions. The number, or address, is never zero.
    let me = unsafe { libc::pthread_self() } as usize;
    while let Err(other) = REPORTING.compare_exchange(0, me, Ordering::Acquire, Ordering::Relaxed) {
        if other == me {
            // SAFETY: `abort` is async-signal-safe and does not return.
            unsafe { libc::abort() };
        }
        std::hint::spin_loop();
    }
}

/// Gives the calling thread a signal stack for the rest of the process. std's has some kilobytes only, of which the kernel
/// takes its part for the registers, and there is none where the program's `main` is not Rust's. Users' handlers run on
/// it as well.
pub(crate) fn make_signal_stack() {
    let guard = limits::page_size();
    // SAFETY: a new private mapping at an address of the system's choice, whose lowest page is then closed; the rest is
    // valid for as long as the process, and used for nothing else.
    unsafe {
        let memory = libc::mmap(
            std::ptr::null_mut(),
            guard + SIGNAL_STACK,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        );
        if memory == libc::MAP_FAILED {
            return;
        }
        libc::mprotect(memory, guard, libc::PROT_NONE);
        let stack = libc::stack_t { ss_sp: memory.byte_add(guard), ss_flags: 0, ss_size: SIGNAL_STACK };
        libc::sigaltstack(&raw const stack, std::ptr::null_mut());
    }
}

unsafe extern "C" fn on_fault(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: the kernel passes a valid `siginfo_t` to a handler with SA_SIGINFO.
    let (address, code) = unsafe { ((*info).si_addr() as usize, (*info).si_code) };
    let mut out = Stderr::new();
    // Other codes are those of signals that somebody has sent, which have no address.
    let is_fault = code > 0;
    enter_alone();
    if let Some(stack) = REPORTER.get().filter(|_| is_fault).and_then(|report| report(address, &mut out)) {
        out.flush();
        #[cfg(all(target_os = "linux", target_pointer_width = "64"))]
        super::depth::write(stack, &mut out);
        #[cfg(not(all(target_os = "linux", target_pointer_width = "64")))]
        drop(stack);
        out.flush();
        // SAFETY: `abort` is async-signal-safe and does not return.
        unsafe { libc::abort() };
    }
    REPORTING.store(0, Ordering::Release);
    out.flush();
    // Not ours: put back what was there and return; the instruction faults again and finds it.
    let index = usize::from(signal != SIGNALS[0]);
    let default = empty_action();
    let before = BEFORE.get().map_or(&default, |before| &before[index]);
    // SAFETY: an action that was in force before, or the default one.
    unsafe { libc::sigaction(signal, before, std::ptr::null_mut()) };
}
