//! A goroutine's record: one allocation with its header, what its joiners need, and its closure.
//!
//! ```text
//!   Record<J, F>   ┌──────────────┬─────────┬───────────┐
//!                  │ Task (header)│ join: J │ closure: F│
//!                  └──────────────┴─────────┴───────────┘
//!         TaskRef ──► thin, counted
//! ```
//!
//! Who may touch what:
//!
//! - `refs`: anyone; the runtime owns one reference from the spawn to the goroutine's end, a handle another.
//! - `link`: whoever has just taken the right to enqueue the goroutine (a spawner, a waker that cleared
//!   PARKED, the home). A goroutine is in one queue at most.
//! - `context`, `is_listed`, `has_locals`: the home's thread.
//! - `reason`, `waited_for`, `blocked_at`, `since`: written by the home, read by reports, which tolerate what is out of date.
//!
//! Rejected: `Arc<dyn …>`, whose pointers are two words wide and cannot stand in an intrusive list.

use super::home::Home;
use super::inbox::Linked;
use super::reason::Reason;
use crate::base::shim::{AtomicPtr, AtomicU32, Ordering, UnsafeCell};
use crate::base::{blocks, clock, leaks};
use crate::engine::Context;
use std::alloc::Layout;
use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::panic::Location;
use std::ptr::{self, NonNull};
use std::sync::atomic::AtomicU8;

/// The header of a goroutine's record.
pub(crate) struct Task {
    link: AtomicPtr<Task>,
    vtable: &'static VTable,
    refs: AtomicU32,
    /// The tenth of a second in which the goroutine was last suspended to wait.
    since: AtomicU32,
    reason: AtomicU8,
    /// What it last waited for.
    waited_for: AtomicU8,
    /// The closure has been taken out of the record.
    started: Cell<bool>,
    /// The goroutine is in its home's list.
    pub(crate) is_listed: Cell<bool>,
    /// The goroutine has local values.
    pub(crate) has_locals: Cell<bool>,
    pub(crate) id: u64,
    /// The goroutine that started this one; 0 if a thread did.
    pub(crate) parent: u64,
    pub(crate) spawned_at: &'static Location<'static>,
    blocked_at: AtomicPtr<Location<'static>>,
    home: AtomicPtr<Home>,
    /// The stack that the goroutine is suspended on.
    pub(crate) context: Cell<Option<Context>>,
    /// Neighbours in the home's list.
    pub(crate) listed: std::cell::UnsafeCell<Listed>,
    /// What few goroutines have.
    pub(crate) options: Option<Box<Options>>,
}

/// A goroutine's neighbours in its home's list; guarded by the list's lock.
#[derive(Default)]
pub(crate) struct Listed {
    pub(crate) previous: Option<NonNull<Task>>,
    pub(crate) next: Option<NonNull<Task>>,
}

/// What a builder may say about a goroutine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) name: Option<String>,
    pub(crate) stack_size: Option<usize>,
}

struct VTable {
    /// Takes the closure out and runs it.
    run: unsafe fn(NonNull<Task>),
    /// Drops the record and frees its memory.
    free: unsafe fn(NonNull<Task>),
}

/// A record with what its creator put beside the header.
#[repr(C)]
pub(crate) struct Record<J, F> {
    task: Task,
    join: J,
    closure: UnsafeCell<ManuallyDrop<F>>,
}

/// The part of a record whose place does not depend on the closure's type.
#[repr(C)]
struct Prefix<J> {
    task: Task,
    join: J,
}

/// What makes a new record.
pub(crate) struct Birth {
    pub(crate) id: u64,
    pub(crate) parent: u64,
    pub(crate) spawned_at: &'static Location<'static>,
    pub(crate) options: Option<Box<Options>>,
}

// SAFETY: the link is a field of the record.
unsafe impl Linked for Task {
    fn link(&self) -> &AtomicPtr<Task> {
        &self.link
    }
}

impl Task {
    /// Makes a record, with a reference for the runtime and one for a handle. The closure is given the header and what stands beside it; it must not unwind.
    ///
    /// # Safety
    ///
    /// The closure and `join` may be used and dropped on any thread for as long as the record exists, so
    /// what they borrow must live that long, and they must be `Send` (and `join` `Sync`).
    pub(crate) unsafe fn create<J, F: FnOnce(&Task, &J)>(birth: Birth, join: J, closure: F) -> [TaskRef; 2] {
        let Birth { id, parent, spawned_at, options } = birth;
        let layout = Layout::new::<Record<J, F>>();
        let place = blocks::alloc(layout).cast::<Record<J, F>>();
        let record = Record {
            task: Task {
                link: AtomicPtr::new(std::ptr::null_mut()),
                vtable: const { &VTable { run: run::<J, F>, free: free::<J, F> } },
                refs: AtomicU32::new(2),
                since: AtomicU32::new(0),
                reason: AtomicU8::new(Reason::Runnable as u8),
                waited_for: AtomicU8::new(Reason::Runnable as u8),
                started: Cell::new(false),
                is_listed: Cell::new(false),
                has_locals: Cell::new(false),
                id,
                parent,
                spawned_at,
                blocked_at: AtomicPtr::new(std::ptr::null_mut()),
                home: AtomicPtr::new(std::ptr::null_mut()),
                context: Cell::new(None),
                listed: std::cell::UnsafeCell::new(Listed::default()),
                options,
            },
            join,
            closure: UnsafeCell::new(ManuallyDrop::new(closure)),
        };
        // SAFETY: the memory is new and of this layout.
        unsafe { place.write(record) };
        let task = place.cast();
        [TaskRef(task), TaskRef(task)]
    }

    /// Runs the goroutine's closure to its end.
    ///
    /// # Safety
    ///
    /// Only once, on the stack and the thread that the goroutine is to have.
    pub(crate) unsafe fn run(this: NonNull<Task>) {
        // SAFETY: the caller holds a reference, and the vtable belongs to the record's type.
        unsafe { (this.as_ref().vtable.run)(this) }
    }

    /// What stands beside the header.
    ///
    /// # Safety
    ///
    /// The record must have been created with a `J`.
    pub(crate) unsafe fn join<J>(&self) -> &J {
        // SAFETY: `Record` and `Prefix` are `repr(C)` and agree up to `join`, whose place depends on `J` alone.
        unsafe { &(*std::ptr::from_ref(self).cast::<Prefix<J>>()).join }
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.options.as_ref()?.name.as_deref()
    }

    pub(crate) fn stack_size(&self) -> Option<usize> {
        self.options.as_ref()?.stack_size
    }

    pub(crate) fn reason(&self) -> Reason {
        Reason::from_u8(self.reason.load(Ordering::Relaxed))
    }

    #[inline]
    pub(crate) fn set_reason(&self, reason: Reason) {
        self.reason.store(reason as u8, Ordering::Relaxed);
    }

    /// The goroutine is about to be suspended until somebody wakes it.
    #[inline]
    pub(crate) fn note_wait(&self, reason: Reason, location: &'static Location<'static>) {
        self.blocked_at.store(std::ptr::from_ref(location).cast_mut(), Ordering::Relaxed);
        self.since.store(clock::tenths(), Ordering::Relaxed);
        self.waited_for.store(reason as u8, Ordering::Relaxed);
        self.set_reason(reason);
    }

    /// What the goroutine last waited for.
    pub(crate) fn waited_for(&self) -> Reason {
        Reason::from_u8(self.waited_for.load(Ordering::Relaxed))
    }

    /// Whether the goroutine has run before. Asked by its home.
    pub(crate) fn has_run(&self) -> bool {
        self.started.get()
    }

    /// The tenth of a second, by the coarse clock, in which the goroutine began to wait, if it does.
    pub(crate) fn since(&self) -> u32 {
        self.since.load(Ordering::Relaxed)
    }

    /// Where the goroutine waits, if it does.
    pub(crate) fn blocked_at(&self) -> Option<&'static Location<'static>> {
        // SAFETY: null, or a pointer made from a `&'static Location` above.
        unsafe { self.blocked_at.load(Ordering::Relaxed).as_ref() }
    }

    /// The goroutine's home, once it has started.
    #[inline]
    pub(crate) fn home(&self) -> Option<&'static Home> {
        // SAFETY: null, or a pointer made from a `&'static Home` below.
        unsafe { self.home.load(Ordering::Relaxed).as_ref() }
    }

    /// Settles the goroutine on its home, for good.
    #[inline]
    pub(crate) fn settle(&self, home: &'static Home) {
        debug_assert!(self.home().is_none(), "a goroutine starts once");
        self.home.store(std::ptr::from_ref(home).cast_mut(), Ordering::Relaxed);
    }
}

unsafe fn run<J, F: FnOnce(&Task, &J)>(this: NonNull<Task>) {
    // SAFETY: the record was created with these types, and it outlives the run: the runtime holds a reference.
    let record = unsafe { this.cast::<Record<J, F>>().as_ref() };
    record.task.started.set(true);
    // SAFETY: `run` is called once, so the closure is still there, and `started` keeps it from being dropped.
    let closure = record.closure.with_mut(|closure| unsafe { ManuallyDrop::take(&mut *closure) });
    closure(&record.task, &record.join);
}

unsafe fn free<J, F>(this: NonNull<Task>) {
    let this = this.cast::<Record<J, F>>();
    // SAFETY: the last reference is gone, and the record was created with these types.
    unsafe {
        if !this.as_ref().task.started.get() {
            // The closure has not been taken.
            this.as_ref().closure.with_mut(|closure| ManuallyDrop::drop(&mut *closure));
        }
        ptr::drop_in_place(this.as_ptr());
        blocks::dealloc(this.cast(), Layout::new::<Record<J, F>>());
    }
}

/// A counted reference to a goroutine's record.
pub(crate) struct TaskRef(NonNull<Task>);

// SAFETY: the fields of a record that threads share are atomic or guarded as the module says; `create`'s
// caller vouches for the rest.
unsafe impl Send for TaskRef {}
// SAFETY: as above.
unsafe impl Sync for TaskRef {}

impl TaskRef {
    /// Gives the reference up as a pointer.
    #[inline]
    pub(crate) fn into_raw(self) -> NonNull<Task> {
        ManuallyDrop::new(self).0
    }

    /// Takes a reference back.
    ///
    /// # Safety
    ///
    /// The pointer comes from [`TaskRef::into_raw`] and is taken back once.
    #[inline]
    pub(crate) unsafe fn from_raw(raw: NonNull<Task>) -> TaskRef {
        TaskRef(raw)
    }
}

impl Clone for TaskRef {
    fn clone(&self) -> TaskRef {
        // Whoever has a reference may make another: no ordering is needed, as in `Arc`. Half of the range is left to threads
        // that are here at the same time.
        if self.refs.fetch_add(1, Ordering::Relaxed) > u32::MAX / 2 {
            leaks::too_many("handles of a goroutine");
        }
        TaskRef(self.0)
    }
}

impl std::ops::Deref for TaskRef {
    type Target = Task;

    #[inline]
    fn deref(&self) -> &Task {
        // SAFETY: the reference keeps the record alive.
        unsafe { self.0.as_ref() }
    }
}

impl Drop for TaskRef {
    #[inline]
    fn drop(&mut self) {
        if self.refs.fetch_sub(1, Ordering::AcqRel) == 1 {
            // SAFETY: that was the last reference, and AcqRel orders all earlier uses before this.
            unsafe { (self.vtable.free)(self.0) }
        }
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::Command;
    use std::{env, mem};

    /// In a process of its own, which ends in it.
    #[test]
    fn a_count_that_could_wrap_ends_the_process() {
        const CHILD: &str = "GOROUTINES_TEST_OF_LEAKS";
        if env::var_os(CHILD).is_some() {
            let birth = Birth { id: 7, parent: 0, spawned_at: Location::caller(), options: None };
            // SAFETY: nothing is borrowed.
            let [task, _] = unsafe { Task::create(birth, (), |_, ()| ()) };
            // Two billion clones, all but the last two forgotten.
            task.refs.store(u32::MAX / 2, Ordering::Relaxed);
            mem::forget(TaskRef::clone(&task));
            mem::forget(TaskRef::clone(&task));
            return;
        }
        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", "task::record::tests::a_count_that_could_wrap_ends_the_process"]).env(CHILD, "1");
        let output = child.output().unwrap();
        assert_eq!(output.status.signal(), Some(libc::SIGABRT), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("too many handles of a goroutine"), "{output:?}");
    }
}
