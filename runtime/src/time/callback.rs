//! The function of a timer made by `Timer::after_func`.
//!
//! Each time the timer fires, a goroutine is started that calls the function. It is an `FnMut`, so two goroutines of one
//! timer must not call it at the same time: it lies in a channel with room for one, and whoever has received it puts it
//! back. If the timer is reset and fires while the function still runs, the second goroutine waits for the first.
//!
//! Rejected: `FnOnce`, with which a timer could not be reset after it has fired, and `Fn + Sync`, which forbids a counter.

#![forbid(unsafe_code)]

use crate::base::user_code;
use crate::chan::{Receiver, Sender, open};
use crate::drive::timers::{self, Callback, Place};
use crate::go::{boot, spawn};
use crate::watch::sysmon;
use std::panic::Location;
use std::sync::Arc;
use std::time::Instant;

/// Makes sure that callbacks fire: the runtime runs, and the watch with it.
#[track_caller]
pub(crate) fn ensure_callbacks() {
    boot::ensure();
    sysmon::ensure();
}

/// A function that is called in a goroutine of its own when its time has come.
pub(super) struct Function<F> {
    place: Place,
    put_back: Sender<F>,
    take: Receiver<F>,
    /// Where the timer was made, which reports name as the place where its goroutines were started.
    made_at: &'static Location<'static>,
}

impl<F: FnMut() + Send + 'static> Function<F> {
    #[track_caller]
    pub(super) fn new(f: F) -> Function<F> {
        ensure_callbacks();
        let (put_back, take) = open(Some(1));
        // There is room for it, and the receiver is there.
        let _ = put_back.try_send(f);
        Function { place: Place::nowhere(), put_back, take, made_at: Location::caller() }
    }

    fn call(&self) {
        // Puts the function back, also if it panics.
        struct Taken<'a, F>(Option<F>, &'a Sender<F>);
        impl<F> Drop for Taken<'_, F> {
            fn drop(&mut self) {
                if let Some(f) = self.0.take() {
                    let _ = self.1.try_send(f);
                }
            }
        }
        let mut taken = Taken(self.take.recv().ok(), &self.put_back);
        if let Some(f) = &mut taken.0 {
            user_code::call(f);
        }
    }
}

impl<F: FnMut() + Send + 'static> Callback for Function<F> {
    fn fire(self: Arc<Self>) {
        spawn::spawn_detached(self.made_at, move || self.call());
    }

    fn place(&self) -> &Place {
        &self.place
    }
}

/// Has the function called at `due`, or at once; true if it was to be called before and has not been.
#[track_caller]
pub(super) fn start(function: &Arc<dyn Callback>, due: Option<Instant>) -> bool {
    match due {
        Some(due) => timers::arm(Arc::clone(function), due),
        None => {
            let before = timers::disarm(&**function);
            Arc::clone(function).fire();
            before
        }
    }
}
