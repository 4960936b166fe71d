//! Joining a goroutine, and the end of a scope. A thread runs the goroutine, as a worker would.

use super::record::run;
use super::{birth, explore};
use crate::go::join::JoinHandle;
use crate::go::scope::ScopeCount;
use crate::go::spawn::make;
use crate::select::expanded::{receive_arm, received};
use crate::select::run::{Patience, run as select};
use crate::task::record::TaskRef;
use crate::wait::arm::SelectArm;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;
use std::panic::Location;

/// What a goroutine writes and its joiner reads.
struct Place(UnsafeCell<u32>);

// SAFETY: loom watches over the cell.
unsafe impl Sync for Place {}

impl Place {
    fn new() -> Arc<Place> {
        Arc::new(Place(UnsafeCell::new(0)))
    }

    fn write(&self) {
        // SAFETY: loom says so if somebody else is at it.
        self.0.with_mut(|place| unsafe { *place += 1 });
    }

    fn read(&self) -> u32 {
        // SAFETY: as above.
        self.0.with(|place| unsafe { *place })
    }
}

/// A result that writes when it is dropped.
struct Result(Arc<Place>, Arc<AtomicUsize>);

impl Drop for Result {
    fn drop(&mut self) {
        self.0.write();
        self.1.fetch_add(1, Ordering::Relaxed);
    }
}

#[track_caller]
fn goroutine<T: Send>(
    scope: Option<std::sync::Arc<ScopeCount>>,
    f: impl FnOnce() -> T + Send,
) -> (TaskRef, JoinHandle<T>) {
    // SAFETY: the model's threads have ended before what they borrow does.
    unsafe { make(birth(1), scope, f) }
}

#[test]
fn what_a_goroutine_did_is_seen_by_its_joiner() {
    explore(3, || {
        let place = Place::new();
        let (task, handle) = {
            let place = Arc::clone(&place);
            goroutine(None, move || {
                place.write();
                5
            })
        };
        let worker = thread::spawn(move || run(task));
        assert_eq!(handle.join().unwrap(), 5);
        assert_eq!(place.read(), 1);
        worker.join().unwrap();
    });
}

#[test]
fn a_result_that_nobody_wants_is_dropped_once() {
    explore(3, || {
        let (place, drops) = (Place::new(), Arc::new(AtomicUsize::new(0)));
        let (task, handle) = {
            let result = Result(Arc::clone(&place), Arc::clone(&drops));
            goroutine(None, move || result)
        };
        let worker = thread::spawn(move || run(task));
        drop(handle);
        worker.join().unwrap();
        assert_eq!(drops.load(Ordering::Relaxed), 1);
        assert_eq!(place.read(), 1);
    });
}

#[test]
fn a_select_receives_the_result() {
    explore(3, || {
        let place = Place::new();
        let (task, handle) = {
            let place = Arc::clone(&place);
            goroutine(None, move || {
                place.write();
                5
            })
        };
        let worker = thread::spawn(move || run(task));
        let mut arm = receive_arm(&handle);
        select(&[&mut arm as &mut dyn SelectArm], true, Patience::Endless, Location::caller()).unwrap();
        assert_eq!(received(arm).unwrap(), 5);
        assert_eq!(place.read(), 1);
        worker.join().unwrap();
    });
}

#[test]
fn who_sees_that_it_has_ended_sees_what_it_did() {
    explore(3, || {
        let place = Place::new();
        let (task, handle) = {
            let place = Arc::clone(&place);
            goroutine(None, move || place.write())
        };
        let worker = thread::spawn(move || run(task));
        if handle.is_finished() {
            assert_eq!(place.read(), 1);
        }
        worker.join().unwrap();
    });
}

/// Two goroutines: what they borrow is given back, with all that is theirs, before the scope ends.
#[test]
fn a_scope_ends_after_its_goroutines() {
    explore(2, || {
        let scope = std::sync::Arc::new(ScopeCount::new());
        let drops = Arc::new(AtomicUsize::new(0));
        let places = [Place::new(), Place::new()];
        let workers = places.each_ref().map(|place| {
            scope.add();
            let result = Result(Arc::clone(place), Arc::clone(&drops));
            let (task, handle) = goroutine(Some(std::sync::Arc::clone(&scope)), move || {
                result.0.write();
                result
            });
            drop(handle);
            thread::spawn(move || run(task))
        });
        scope.wait(Location::caller());
        // Exclusively, as the frame may do with it that they have borrowed from.
        places.iter().for_each(|place| place.write());
        assert_eq!(drops.load(Ordering::Relaxed), 2);
        for worker in workers {
            worker.join().unwrap();
        }
    });
}
