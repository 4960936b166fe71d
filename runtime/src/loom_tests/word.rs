//! The first-wins word: one winner, one wake-up, and what was written before the end is seen after it.

use super::explore;
use crate::base::word::{Seen, Sleeper, Word};
use crate::wait::thread::Bed;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

struct Wait {
    word: Word,
    bed: std::sync::Arc<Bed>,
    /// Written by the winner, read by the waiter: loom reports it if the two are not ordered.
    value: UnsafeCell<u32>,
    winners: AtomicUsize,
}

fn wait() -> Arc<Wait> {
    wait_with(Word::new())
}

fn wait_with(word: Word) -> Arc<Wait> {
    Arc::new(Wait { word, bed: Bed::of_this_thread(), value: UnsafeCell::new(0), winners: AtomicUsize::new(0) })
}

fn peer(wait: &Wait, index: u32) {
    if wait.word.claim(index) {
        wait.winners.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the claim is exclusive.
        wait.value.with_mut(|value| unsafe { *value = index });
        if wait.word.finish(index) == Sleeper::Parked {
            wait.bed.wake();
        }
    }
}

/// Waits as `Waiter` does, and returns the index.
fn await_end(wait: &Wait) -> u32 {
    loop {
        match wait.word.look() {
            Seen::Done(index) => return index,
            Seen::Relook(_) => continue,
            Seen::Waiting => {}
        }
        if wait.word.park() {
            wait.bed.sleep(None);
        }
    }
}

#[test]
fn the_first_of_two_peers_wins() {
    explore(3, || {
        let wait = wait();
        let peers: Vec<_> = [1, 2]
            .into_iter()
            .map(|index| {
                let wait = Arc::clone(&wait);
                thread::spawn(move || peer(&wait, index))
            })
            .collect();
        let winner = await_end(&wait);
        // SAFETY: the wait is over.
        assert_eq!(wait.value.with(|value| unsafe { *value }), winner);
        for peer in peers {
            peer.join().unwrap();
        }
        assert_eq!(wait.winners.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn abandoning_and_claiming_exclude_each_other() {
    explore(3, || {
        let wait = wait();
        let claimer = {
            let wait = Arc::clone(&wait);
            thread::spawn(move || peer(&wait, 7))
        };
        let abandoned = wait.word.abandon();
        if !abandoned {
            assert_eq!(await_end(&wait), 7);
        }
        claimer.join().unwrap();
        assert_eq!(wait.winners.load(Ordering::Relaxed), usize::from(!abandoned));
    });
}

/// The timer and a peer race for the parked waiter: one of them wakes it.
#[test]
fn a_parked_waiter_is_woken_by_one() {
    explore(3, || {
        let wait = wait();
        let wakes = Arc::new(AtomicUsize::new(0));
        assert!(wait.word.park());
        let timer = {
            let (wait, wakes) = (Arc::clone(&wait), Arc::clone(&wakes));
            thread::spawn(move || {
                if wait.word.unpark() == Sleeper::Parked {
                    wakes.fetch_add(1, Ordering::Relaxed);
                }
            })
        };
        if wait.word.claim(1) && wait.word.finish(1) == Sleeper::Parked {
            wakes.fetch_add(1, Ordering::Relaxed);
        }
        timer.join().unwrap();
        assert_eq!(wakes.load(Ordering::Relaxed), 1);
    });
}

/// A waiter without a timer is ended by a plain store if it sleeps, and by a swap if it is about to.
#[test]
fn a_waiter_alone_is_woken_by_the_winner() {
    explore(3, || {
        let wait = wait_with(Word::alone());
        let peers: Vec<_> = [1, 2]
            .into_iter()
            .map(|index| {
                let wait = Arc::clone(&wait);
                thread::spawn(move || peer(&wait, index))
            })
            .collect();
        let winner = await_end(&wait);
        // SAFETY: the wait is over.
        assert_eq!(wait.value.with(|value| unsafe { *value }), winner);
        for peer in peers {
            peer.join().unwrap();
        }
    });
}

/// A committed waiter sleeps before its first look: exactly one wake-up comes for it.
#[test]
fn a_committed_waiter_is_delivered_once() {
    explore(3, || {
        let wait = wait_with(Word::parked());
        let returner = {
            let wait = Arc::clone(&wait);
            thread::spawn(move || {
                assert!(wait.word.claim(1));
                assert_eq!(wait.word.reopen(1), Sleeper::Parked);
                wait.bed.wake();
                peer(&wait, 2);
            })
        };
        wait.bed.sleep(None);
        assert_eq!(await_end(&wait), 2);
        returner.join().unwrap();
    });
}

/// A peer that gives the waiter back has it look again, and another can finish it.
#[test]
fn a_returned_waiter_looks_again() {
    explore(3, || {
        let wait = wait();
        assert!(wait.word.claim(1));
        let returner = {
            let wait = Arc::clone(&wait);
            thread::spawn(move || {
                if wait.word.reopen(1) == Sleeper::Parked {
                    wait.bed.wake();
                }
                peer(&wait, 2);
            })
        };
        assert_eq!(await_end(&wait), 2);
        returner.join().unwrap();
    });
}
