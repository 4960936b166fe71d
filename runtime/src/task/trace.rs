//! The stacks of suspended goroutines, taken by their home.
//!
//! Nobody can walk a stack from outside while its goroutine might go on, and std walks only the one that it stands on.
//! So who wants stacks leaves an [`Errand`] with the home, whose worker resumes each of its goroutines just far enough
//! to have it walk its own stack and suspend itself again ([`Local::switch_away`](super::home::Local::switch_away)).
//! The goroutine does not notice: it is no turn of its own, and whoever wakes it meanwhile finds it parked as before.
//!
//! Finding the names of a stack's functions takes a thousand times as long as walking it, and many goroutines stand at
//! the same place. So each first notes its return addresses alone, and only the first of those with the same is resumed
//! again, to capture what names are found from.
//!
//! Rejected: unwinding the saved registers from outside, with tables of the program's own. It needs a second unwinder,
//! and a way to keep the goroutine suspended meanwhile. And a crate that gives addresses and names apart: it would
//! bring a second reader of debug information into every program, beside std's.

use super::home::Local;
use super::reason::Reason;
use super::record::Task;
use crate::base::lock::SpinLock;
use crate::base::threads::LEAST_STACK;
use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Stacks that are asked for at a time, of each home.
const MOST: usize = 10_000;

/// Frames that are looked at, of each stack, to find those that are the same.
const DEPTH: usize = 256;

/// Room on its stack that a goroutine needs to walk it: what the walk takes, and what an allocator may. A shallow one on the
/// least stack has it.
const ROOM: usize = LEAST_STACK - (8 << 10);

/// The return addresses of a stack.
type Addresses = Vec<usize>;

/// One report's wish for stacks, left with every home.
pub(crate) struct Errand {
    found: Mutex<Found>,
    /// Homes that have not been through with it.
    left: AtomicUsize,
    /// Nobody waits for it any more.
    over: AtomicBool,
}

#[derive(Default)]
struct Found {
    /// By goroutine.
    stacks: Vec<(u64, Arc<Backtrace>)>,
    known: HashMap<Addresses, Arc<Backtrace>>,
}

impl Errand {
    pub(crate) fn new(homes: usize) -> Errand {
        Errand { found: Mutex::default(), left: AtomicUsize::new(homes), over: AtomicBool::new(false) }
    }

    /// Whether all homes are through with it.
    pub(crate) fn is_done(&self) -> bool {
        self.left.load(Ordering::Acquire) == 0
    }

    /// How many stacks there are so far.
    pub(crate) fn len(&self) -> usize {
        self.with_found(|found| found.stacks.len())
    }

    /// Ends the errand and takes what was found, by goroutine. Equal stacks are the same.
    pub(crate) fn finish(&self) -> Vec<(u64, Arc<Backtrace>)> {
        self.over.store(true, Ordering::Relaxed);
        self.with_found(|found| std::mem::take(&mut found.stacks))
    }

    fn with_found<T>(&self, visit: impl FnOnce(&mut Found) -> T) -> T {
        visit(&mut self.found.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The errands that were left with a home.
pub(crate) struct Errands(SpinLock<Vec<Arc<Errand>>>);

impl Errands {
    pub(super) fn new() -> Errands {
        Errands(SpinLock::new(Vec::new()))
    }

    /// Leaves an errand. The home does it when it next looks around, so it must be told to.
    pub(crate) fn leave(&self, errand: Arc<Errand>) {
        self.0.lock().push(errand);
    }
}

/// What a goroutine is to do when it is resumed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Wish {
    /// To go on.
    #[default]
    None,
    /// To note the return addresses on its stack.
    Addresses,
    /// To capture what the names of its functions are found from.
    Capture,
}

/// What a home needs to have its goroutines walk their stacks.
#[derive(Default)]
pub(crate) struct Tracing {
    wish: Cell<Wish>,
    addresses: RefCell<Addresses>,
    captured: Cell<Option<Backtrace>>,
}

impl Tracing {
    /// Whether the goroutine that was just resumed is to walk its stack, and not to go on.
    #[inline]
    pub(super) fn is_on(&self) -> bool {
        self.wish.get() != Wish::None
    }
}

impl Local {
    /// The home's worker, between two turns: does what errands there are.
    #[cold]
    pub(crate) fn do_errands(&self) {
        let errands = std::mem::take(&mut *self.home.errands.0.lock());
        for errand in errands {
            self.do_errand(&errand);
            errand.left.fetch_sub(1, Ordering::Release);
        }
    }

    fn do_errand(&self, errand: &Errand) {
        let mut suspended = Vec::new();
        self.home.for_each_listed(|task| {
            if !matches!(task.reason(), Reason::Running | Reason::Ended) {
                suspended.push((task.id, NonNull::from(task)));
            }
        });
        suspended.sort_unstable_by_key(|&(id, _)| id);
        for (id, task) in suspended.into_iter().take(MOST) {
            if errand.over.load(Ordering::Relaxed) {
                return;
            }
            self.resume_for(task, Wish::Addresses);
            let addresses = self.tracing.addresses.take();
            if addresses.is_empty() {
                continue;
            }
            let known = errand.with_found(|found| found.known.get(&addresses).map(Arc::clone));
            let stack = known.or_else(|| {
                self.resume_for(task, Wish::Capture);
                self.tracing.captured.take().map(Arc::new)
            });
            let Some(stack) = stack else { continue };
            errand.with_found(|found| {
                found.known.entry(addresses).or_insert_with(|| Arc::clone(&stack));
                found.stacks.push((id, stack));
            });
        }
    }

    /// Resumes a suspended goroutine of this home to have it walk its stack.
    fn resume_for(&self, task: NonNull<Task>, wish: Wish) {
        // SAFETY: a goroutine ends on its home's worker, which is the caller, so this one's record is still there.
        let record = unsafe { task.as_ref() };
        let Some(context) = record.context.take() else { return };
        self.running.set(Some(task));
        self.context.set(Some(NonNull::from(&context)));
        self.tracing.wish.set(wish);
        context.resume();
        self.tracing.wish.set(Wish::None);
        self.context.set(None);
        self.running.set(None);
        record.context.set(Some(context));
    }

    /// The running goroutine, resumed for an errand: walks its own stack, if there is room for that.
    #[cold]
    #[inline(never)]
    pub(super) fn walk(&self) {
        let here = 0_u8;
        let address = std::ptr::from_ref(&here).addr();
        // SAFETY: the context is the one that the caller runs on.
        let room = self.context.get().and_then(|context| unsafe { context.as_ref() }.room_below(address));
        if room.is_none_or(|room| room < ROOM) {
            return;
        }
        match self.tracing.wish.get() {
            Wish::None => {}
            Wish::Addresses => note_addresses(&mut self.tracing.addresses.borrow_mut()),
            Wish::Capture => self.tracing.captured.set(Some(Backtrace::force_capture())),
        }
    }
}

/// Notes the return addresses on the stack that this is called on.
#[cfg(not(target_arch = "arm"))]
fn note_addresses(addresses: &mut Addresses) {
    use std::ffi::{c_int, c_void};

    // The unwinder that std is linked with.
    unsafe extern "C" {
        fn _Unwind_Backtrace(
            visit: extern "C" fn(frame: *mut c_void, to: *mut c_void) -> c_int,
            to: *mut c_void,
        ) -> c_int;
        fn _Unwind_GetIP(frame: *mut c_void) -> usize;
    }

    const GO_ON: c_int = 0;
    const END: c_int = 5;

    extern "C" fn visit(frame: *mut c_void, to: *mut c_void) -> c_int {
        // SAFETY: `to` is the list that was passed in below, and nobody else uses it meanwhile.
        let addresses = unsafe { &mut *to.cast::<Addresses>() };
        // SAFETY: the unwinder passes the frame that it is at.
        addresses.push(unsafe { _Unwind_GetIP(frame) });
        if addresses.len() < DEPTH { GO_ON } else { END }
    }

    // SAFETY: `visit` has the signature that is asked for and does not unwind; the list outlives the call.
    unsafe { _Unwind_Backtrace(visit, std::ptr::from_mut(addresses).cast()) };
}

/// Where the unwinder has no such function: an address that no other stack has.
#[cfg(target_arch = "arm")]
fn note_addresses(addresses: &mut Addresses) {
    let here = 0_u8;
    addresses.push(std::ptr::from_ref(&here).addr());
}
