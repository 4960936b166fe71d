//! The gate: no more workers run than may, and nobody waits beside room.

use super::{Homes, explore};
use crate::sched::gate;
use crate::task::home::Local;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

/// What those who run share: loom says so if two are not ordered.
struct Running(UnsafeCell<u32>);

// SAFETY: loom watches over the cell.
unsafe impl Sync for Running {}

impl Running {
    fn turn(&self) {
        // SAFETY: the gate admits one.
        self.0.with_mut(|turns| unsafe { *turns += 1 });
    }
}

/// As a worker's turn does it.
fn enter(local: &Local, around: bool) {
    if !gate::enter(local, around) {
        gate::wait(local);
    }
}

fn is_at_rest() -> bool {
    !gate::somebody_waits() && gate::has_room()
}

#[test]
fn one_runs_at_a_time() {
    explore(3, || {
        let homes = Homes::settle(2);
        gate::set_limit(1, 2);
        let running = Arc::new(Running(UnsafeCell::new(0)));
        let work = |local: &Local, running: &Running| {
            enter(local, false);
            running.turn();
            // Told to look around: others who wait come first.
            enter(local, true);
            running.turn();
            gate::leave(local);
        };
        let other = {
            let (moving, running) = (homes.local(1), Arc::clone(&running));
            thread::spawn(move || work(moving.move_in(), &running))
        };
        work(homes.local(0).move_in(), &running);
        other.join().unwrap();
        assert!(is_at_rest());
    });
}

/// A worker is sent away while it runs, or waits to; another is let in, and it comes back.
#[test]
fn one_that_is_away_makes_room_and_comes_back() {
    explore(2, || {
        let homes = Homes::settle(2);
        gate::set_limit(1, 2);
        let running = Arc::new(Running(UnsafeCell::new(0)));
        let other = {
            let (moving, running) = (homes.local(1), Arc::clone(&running));
            thread::spawn(move || {
                let local = moving.move_in();
                enter(local, false);
                running.turn();
                gate::leave(local);
            })
        };
        let watch = {
            let home = homes.home(0);
            thread::spawn(move || gate::send_away(home))
        };
        let local = homes.local(0).move_in();
        enter(local, false);
        watch.join().unwrap();
        // It may be away until here.
        enter(local, true);
        running.turn();
        gate::leave(local);
        other.join().unwrap();
        assert!(is_at_rest());
    });
}

/// The one who runs leaves only when the other has run too, which a higher limit allows.
#[test]
fn a_higher_limit_lets_those_in_who_wait() {
    explore(3, || {
        let homes = Homes::settle(2);
        gate::set_limit(1, 2);
        let turns = Arc::new(AtomicUsize::new(0));
        let other = {
            let (moving, turns) = (homes.local(1), Arc::clone(&turns));
            thread::spawn(move || {
                let local = moving.move_in();
                enter(local, false);
                turns.fetch_add(1, Ordering::Release);
                gate::leave(local);
            })
        };
        let local = homes.local(0).move_in();
        enter(local, false);
        assert_eq!(gate::set_limit(2, 2), 1);
        while turns.load(Ordering::Acquire) == 0 {
            thread::yield_now();
        }
        gate::leave(local);
        other.join().unwrap();
        assert!(is_at_rest());
    });
}
