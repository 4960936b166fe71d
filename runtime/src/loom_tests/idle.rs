//! The sleep of an idle worker against those who have something for it. The queues are stand-ins, in which who looks may miss
//! what he has no reason to know of.

use super::{Homes, birth, explore};
use crate::drive::timers;
use crate::sched::{idle, place};
use crate::task::home::Home;
use crate::task::record::{Task, TaskRef};
use crossbeam_deque::Steal;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;

fn unstarted() -> TaskRef {
    // SAFETY: there is nothing in it.
    let [task, handle] = unsafe { Task::create(birth(1), (), |_, &()| ()) };
    drop(handle);
    task
}

/// What a thief finds at a home.
fn steal(home: &Home) -> Option<TaskRef> {
    match home.fresh.steal() {
        Steal::Success(task) => Some(task),
        _ => match home.mail.steal() {
            Steal::Success(task) => Some(task),
            _ => None,
        },
    }
}

/// A plain thread starts a goroutine: it is put into the mail of a worker that sleeps or is about to.
#[test]
fn a_sleeper_finds_its_mail() {
    explore(3, || {
        let homes = Homes::settle(1);
        // A thief that has found nothing: so nobody is woken for so little, and the mail alone counts.
        assert!(idle::start_searching(1));
        idle::stop_searching(false);
        let spawner = thread::spawn(|| place::place(unstarted()));
        let local = homes.local(0).move_in();
        while steal(local.home).is_none() {
            idle::sleep(local);
        }
        spawner.join().unwrap();
    });
}

/// A goroutine starts another and then computes for ever: who sleeps is woken to steal it.
#[test]
fn a_thief_is_woken_for_what_was_started() {
    explore(3, || {
        let homes = Homes::settle(2);
        let spawner = {
            let moving = homes.local(0);
            thread::spawn(move || {
                let local = moving.move_in();
                place::place(unstarted());
                local.home.index
            })
        };
        let local = homes.local(1).move_in();
        let victim = homes.home(0);
        while steal(victim).is_none() && steal(local.home).is_none() {
            idle::sleep(local);
        }
        assert_eq!(spawner.join().unwrap(), 0);
    });
}

/// One that looks for work gives up while others start more than it is allowed to miss.
#[test]
fn who_gives_up_searching_is_woken_for_a_long_queue() {
    explore(2, || {
        let homes = Homes::settle(2);
        let spawner = {
            let moving = homes.local(0);
            thread::spawn(move || {
                moving.move_in();
                place::place(unstarted());
                place::place(unstarted());
            })
        };
        let local = homes.local(1).move_in();
        let victim = homes.home(0);
        loop {
            assert!(idle::start_searching(1));
            let found = steal(victim).or_else(|| steal(local.home));
            idle::stop_searching(found.is_some());
            if found.is_some() {
                break;
            }
            idle::sleep(local);
        }
        spawner.join().unwrap();
        while steal(victim).or_else(|| steal(local.home)).is_some() {}
    });
}

/// The watch sleeps while all workers do. What a worker did between two sleeps, the watch learns, however short that was.
#[test]
fn the_watch_wakes_with_the_first_worker() {
    explore(2, || {
        let homes = Homes::settle(1);
        let seen = Arc::new(AtomicBool::new(false));
        let worker = {
            let (moving, seen) = (homes.local(0), Arc::clone(&seen));
            thread::spawn(move || {
                let local = moving.move_in();
                for _ in 0..2 {
                    while steal(local.home).is_none() {
                        idle::sleep(local);
                    }
                    seen.store(true, Ordering::Release);
                }
            })
        };
        let spawner = thread::spawn(|| place::place(unstarted()));
        timers::set_watch();
        loop {
            // In the order in which the examination for deadlocks looks at things.
            let before = idle::awakenings();
            if !homes.home(0).inbox.is_asleep() {
                thread::yield_now();
            } else if seen.load(Ordering::Acquire) {
                break;
            } else {
                idle::watch_sleeps(None, before);
            }
        }
        place::place(unstarted());
        worker.join().unwrap();
        spawner.join().unwrap();
    });
}
