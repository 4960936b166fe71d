//! Timers whose time is changed while others wait for it, and callbacks that are due while the watch goes to sleep.

use super::explore;
use crate::base::shim::at;
use crate::chan::Receiver;
use crate::chan::clock::{Clock, Timer};
use crate::drive::timers::{self, Callback, Place};
use crate::select::run::{Patience, run};
use crate::wait::arm::SelectArm;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;
use std::panic::Location;
use std::sync::Arc;
use std::time::Instant;

fn receiver(timer: &Arc<Timer>) -> Receiver<Instant> {
    Receiver::of_clock(Arc::clone(timer) as Arc<dyn Clock<Instant>>)
}

/// A timer that nobody will fire.
fn stopped() -> Arc<Timer> {
    let timer = Arc::new(Timer::new(at(1), None));
    timer.stop();
    timer
}

/// The receiver waits without a deadline: a change that it missed would be a deadlock.
#[test]
fn a_receiver_sees_that_the_time_was_changed() {
    explore(3, || {
        let timer = stopped();
        let other = {
            let timer = Arc::clone(&timer);
            thread::spawn(move || assert!(!timer.reset(at(0), None)))
        };
        assert_eq!(receiver(&timer).recv(), Ok(at(0)));
        other.join().unwrap();
    });
}

#[test]
fn a_select_sees_that_the_time_was_changed() {
    explore(3, || {
        let (timer, never) = (stopped(), stopped());
        let other = {
            let timer = Arc::clone(&timer);
            thread::spawn(move || assert!(!timer.reset(at(0), None)))
        };
        let (never, receiver) = (receiver(&never), receiver(&timer));
        let mut arms = [never.receiving(Location::caller()), receiver.receiving(Location::caller())];
        let views = arms.each_mut().map(|arm| arm as &mut dyn SelectArm);
        assert_eq!(run(&views, true, Patience::Endless, Location::caller()), Some(1));
        let [_, arm] = arms;
        assert_eq!(arm.received(), Ok(at(0)));
        other.join().unwrap();
    });
}

/// TI-08: what `stop` returns says whether the message could still have been received.
#[test]
fn a_message_is_stopped_or_received() {
    explore(3, || {
        let timer = Arc::new(Timer::new(at(0), None));
        let other = {
            let timer = Arc::clone(&timer);
            thread::spawn(move || timer.stop())
        };
        let received = receiver(&timer).try_recv().is_ok();
        assert_ne!(received, other.join().unwrap());
        assert!(receiver(&timer).try_recv().is_err());
    });
}

/// A callback that counts how often it has fired.
struct Counting {
    place: Place,
    fired: AtomicUsize,
}

impl Counting {
    fn new() -> Arc<Counting> {
        Counting::in_shard(0)
    }

    fn in_shard(shard: usize) -> Arc<Counting> {
        Arc::new(Counting { place: Place::in_shard(shard), fired: AtomicUsize::new(0) })
    }

    fn fired(&self) -> usize {
        self.fired.load(Ordering::Acquire)
    }
}

impl Callback for Counting {
    fn fire(self: Arc<Self>) {
        self.fired.fetch_add(1, Ordering::Release);
    }

    fn place(&self) -> &Place {
        &self.place
    }
}

/// What the watch does, until there is nothing more for it to do.
fn watch(is_over: impl Fn() -> bool) {
    timers::set_watch();
    loop {
        timers::fire_due();
        if is_over() {
            return;
        }
        timers::sleep(None);
    }
}

/// Time stands still, so the watch is woken or it is late for ever.
#[test]
fn no_callback_is_late_because_the_watch_sleeps() {
    explore(3, || {
        let (callback, later) = (Counting::new(), Counting::in_shard(1));
        timers::arm(later, at(9));
        let other = {
            let callback = Arc::clone(&callback);
            thread::spawn(move || assert!(!timers::arm(callback, at(0))))
        };
        watch(|| callback.fired() == 1);
        other.join().unwrap();
    });
}

/// The first one, while the watch sleeps until something happens.
#[test]
fn a_watch_without_callbacks_is_woken_for_the_first() {
    explore(3, || {
        let callback = Counting::new();
        let other = {
            let callback = Arc::clone(&callback);
            thread::spawn(move || assert!(!timers::arm(callback, at(0))))
        };
        watch(|| callback.fired() == 1);
        other.join().unwrap();
    });
}

#[test]
fn a_callback_fires_or_was_disarmed() {
    explore(3, || {
        let callback = Counting::new();
        timers::arm(callback.clone(), at(0));
        let other = {
            let callback = Arc::clone(&callback);
            thread::spawn(move || timers::disarm(&*callback))
        };
        timers::fire_due();
        let disarmed = other.join().unwrap();
        assert_eq!(callback.fired(), usize::from(!disarmed));
        assert!(!timers::is_pending());
    });
}

/// The watch slept for callbacks alone: without one it asks whether the process is dead.
#[test]
fn a_watch_that_is_left_without_callbacks_looks_around() {
    explore(3, || {
        let callback = Counting::new();
        timers::arm(callback.clone(), at(9));
        let other = thread::spawn(move || assert!(timers::disarm(&*callback)));
        watch(|| !timers::is_pending());
        other.join().unwrap();
    });
}

/// One that is brought forward, and one that is put off, while the watch goes to sleep.
#[test]
fn a_callback_whose_time_is_changed_fires_then() {
    explore(3, || {
        let (forward, off) = (Counting::in_shard(1), Counting::new());
        timers::arm(forward.clone(), at(9));
        timers::arm(off.clone(), at(9));
        let other = {
            let (forward, off) = (Arc::clone(&forward), Arc::clone(&off));
            thread::spawn(move || {
                assert!(timers::rearm(&*off, at(10)));
                assert!(timers::rearm(&*forward, at(0)) && timers::pending() >= 1);
            })
        };
        watch(|| forward.fired() == 1);
        other.join().unwrap();
        assert_eq!((off.fired(), timers::pending()), (0, 1));
    });
}
