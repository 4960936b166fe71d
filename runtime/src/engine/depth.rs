//! Which functions have used up a stack: told by the signal handler that has found it overflowed.
//!
//! The stack is walked from the signal stack by the unwinder that std is linked with. It allocates nothing. To find a
//! function's tables, and `symbols` to find its file, they ask the loader, whose lock only a thread has that is loading a
//! library; glibc 2.35 and later take none. Should the walk fault all the same, for a frame was damaged, the handler is
//! entered again, and ends the process without it: what matters most has been written before.
//!
//! Rejected: `std::backtrace`, which allocates, and waits for a lock that the overflowing goroutine may hold. A trace of a
//! recursion is also thousands of lines, which say less than the sum.

use super::symbols;
use crate::base::stderr::Stderr;
use std::ffi::{c_int, c_void};
use std::io::Write;
use std::ops::Range;

// The unwinder that std is linked with.
unsafe extern "C" {
    fn _Unwind_Backtrace(visit: extern "C" fn(frame: *mut c_void, to: *mut c_void) -> c_int, to: *mut c_void) -> c_int;
    fn _Unwind_GetCFA(frame: *mut c_void) -> usize;
    fn _Unwind_GetRegionStart(frame: *mut c_void) -> usize;
}

const GO_ON: c_int = 0;
const END: c_int = 5;

/// Frames that are walked at most: all that fit into the main goroutine's stack, in half a second.
const MOST_FRAMES: usize = 1 << 19;

/// Functions that are told apart. Those that take part in a recursion come first.
const MOST_FUNCTIONS: usize = 64;

/// Functions that are printed at most, and the least share of the stack of one that is.
const PRINTED: usize = 5;
const LEAST_SHARE: usize = 20;

/// What one function has of the stack.
#[derive(Clone, Copy, Default)]
struct User {
    /// The function's first address.
    function: usize,
    frames: usize,
    bytes: usize,
}

struct Walk {
    stack: Range<usize>,
    frames: usize,
    users: [User; MOST_FUNCTIONS],
    functions: usize,
    /// The frame before: where its function stands in `users`, and its lowest address.
    last: Option<(usize, usize)>,
}

/// Writes in which function the calling thread was when it ran into the end of `stack`, and which have used it up, as far as
/// the functions can be found.
pub(super) fn write(stack: Range<usize>, out: &mut Stderr) {
    let mut walk = Walk { stack, frames: 0, users: [User::default(); MOST_FUNCTIONS], functions: 0, last: None };
    // SAFETY: `visit` has the signature that is asked for and does not unwind; the walk outlives the call.
    unsafe { _Unwind_Backtrace(visit, (&raw mut walk).cast()) };
    let users = &mut walk.users[..walk.functions];
    let Some(innermost) = users.first() else { return };
    let _ = out.write_all(b"in ");
    symbols::write_name(innermost.function, out);
    let _ = out.write_all(b"; most of the stack is taken by\n");
    users.sort_unstable_by_key(|user| usize::MAX - user.bytes);
    let total: usize = users.iter().map(|user| user.bytes).sum();
    let large = users.iter().filter(|user| user.bytes >= total / LEAST_SHARE);
    for user in large.take(PRINTED) {
        let _ = write!(out, "\t");
        symbols::write_name(user.function, out);
        let frames = if user.frames == 1 { "frame" } else { "frames" };
        let _ = writeln!(out, ": {} KiB in {} {frames}", user.bytes.div_ceil(1 << 10), user.frames);
    }
}

extern "C" fn visit(frame: *mut c_void, to: *mut c_void) -> c_int {
    // SAFETY: `to` is the walk that was passed in above, and nobody else uses it meanwhile.
    let walk = unsafe { &mut *to.cast::<Walk>() };
    // SAFETY: the unwinder passes the frame that it is at. What it calls the frame's address is its lowest, where the
    // frame that it has called begins.
    let (function, lowest) = unsafe { (_Unwind_GetRegionStart(frame), _Unwind_GetCFA(frame)) };
    walk.enter(function, lowest)
}

impl Walk {
    fn enter(&mut self, function: usize, lowest: usize) -> c_int {
        if !self.stack.contains(&lowest) {
            // The handler's frames come before those of the stack, and the worker's after them.
            return if self.last.is_none() { GO_ON } else { END };
        }
        if let Some((caller_of, below)) = self.last {
            if lowest <= below {
                return END;
            }
            if let Some(user) = self.users.get_mut(caller_of) {
                user.bytes += lowest - below;
            }
        }
        let known = self.users[..self.functions].iter().position(|user| user.function == function);
        let place = known.unwrap_or(self.functions);
        if let Some(user) = self.users.get_mut(place) {
            user.function = function;
            user.frames += 1;
            self.functions = self.functions.max(place + 1);
        }
        self.last = Some((place, lowest));
        self.frames += 1;
        if self.frames < MOST_FRAMES { GO_ON } else { END }
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn frames_are_summed_up_by_function() {
        let mut walk =
            Walk { stack: 100..1_000, frames: 0, users: [User::default(); MOST_FUNCTIONS], functions: 0, last: None };
        // The handler's.
        assert_eq!(walk.enter(1, 5_000), GO_ON);
        for (function, lowest) in [(7, 110), (8, 120), (7, 200), (8, 210), (9, 300)] {
            assert_eq!(walk.enter(function, lowest), GO_ON);
        }
        assert_eq!(walk.enter(1, 6_000), END);
        let users = walk.users[..walk.functions].iter().map(|user| (user.function, user.frames, user.bytes));
        assert_eq!(users.collect::<Vec<_>>(), [(7, 2, 20), (8, 2, 170), (9, 1, 0)]);
    }
}
