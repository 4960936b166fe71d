//! Blocking calls: the closure runs once, on another thread, and what it did is seen; no call waits for ever, and no thread
//! stays. Under loom an idle thread is kept alive for no time at all, so each claim of one races with its end.

use super::birth;
use crate::base::shim;
use crate::blocking::call::lend_from_thread;
use crate::blocking::pool;
use crate::task::record::{Task, TaskRef};
use loom::cell::UnsafeCell;
use loom::thread;

/// Explores `f`, and sees that no thread of the pool stays.
fn explore(preemptions: usize, f: fn()) {
    super::explore(preemptions, move || {
        f();
        shim::thread::join_all();
    });
}

/// What a call borrows from the frame that it is made in.
struct Frame(UnsafeCell<u32>);

// SAFETY: loom watches over the cell.
unsafe impl Sync for Frame {}

impl Frame {
    /// Adds one, exclusively.
    fn touch(&self) -> u32 {
        // SAFETY: loom says so if somebody else is at it.
        self.0.with_mut(|value| unsafe {
            *value += 1;
            *value
        })
    }
}

/// Whose call it is.
fn caller() -> TaskRef {
    // SAFETY: there is nothing in the record.
    let [task, handle] = unsafe { Task::create(birth(1), (), |_, &()| ()) };
    drop(handle);
    task
}

/// Calls, and then uses exclusively what the call has borrowed.
fn call() {
    let frame = Frame(UnsafeCell::new(0));
    let result = lend_from_thread(caller(), || {
        frame.touch();
        Box::new(5)
    });
    assert_eq!(frame.touch(), 2);
    assert_eq!(*result, 5);
}

#[test]
fn a_frame_is_its_owners_again_after_the_call() {
    explore(3, call);
}

#[test]
fn one_call_after_the_other_finds_a_thread() {
    explore(2, || {
        call();
        call();
    });
}

#[test]
fn two_callers_each_get_their_own_result() {
    explore(1, || {
        let other = thread::spawn(call);
        call();
        other.join().unwrap();
    });
}

/// The second call waits for the thread of the first.
#[test]
fn a_call_beyond_the_limit_waits_and_runs() {
    explore(2, || {
        pool::set_limit(1);
        let other = thread::spawn(call);
        call();
        other.join().unwrap();
    });
}

/// Threads beyond a limit that is lowered meanwhile leave, and the calls run all the same.
#[test]
fn the_limit_may_be_lowered_meanwhile() {
    explore(2, || {
        pool::set_limit(2);
        let other = thread::spawn(|| _ = pool::set_limit(1));
        call();
        call();
        other.join().unwrap();
    });
}

/// A panic in the call goes on where it was made.
#[test]
fn a_panic_comes_back() {
    explore(2, || {
        let panicked =
            std::panic::catch_unwind(|| lend_from_thread(caller(), || std::panic::resume_unwind(Box::new(3))));
        let payload = panicked.map(|()| ()).unwrap_err();
        assert_eq!(payload.downcast_ref(), Some(&3));
    });
}
