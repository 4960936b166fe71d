//! Waiting with a deadline: the peer or the time is first, and both sides agree which. A thread lets the time pass.

use super::explore;
use super::rendezvous::site;
use crate::base::lock::SpinLock;
use crate::base::shim::{at, pass_time};
use crate::chan::exchange::{Exchange, Refused, Until};
use crate::wait::crowd::{Crowd, wait_in_after};
use crate::wait::waiter::{Ended, Waiter};
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::thread;

/// A waiter on the stack of one thread, and what its peer gives it.
struct Shared {
    waiter: Waiter,
    value: UnsafeCell<u32>,
}

// SAFETY: peers touch the word alone.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

#[test]
fn a_waiter_is_ended_by_its_peer_or_by_itself() {
    explore(3, || {
        let shared = Arc::new(Shared { waiter: Waiter::new(), value: UnsafeCell::new(0) });
        let peer = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let claimed = shared.waiter.word().claim(1);
                if claimed {
                    // SAFETY: the claim is exclusive.
                    shared.value.with_mut(|value| unsafe { *value = 7 });
                    if let Some(wake) = shared.waiter.finish(1) {
                        wake.now();
                    }
                }
                claimed
            })
        };
        let clock = thread::spawn(pass_time);
        let mut ended = shared.waiter.wait(Some(at(1)), site());
        if ended == Ended::Deadline && !shared.waiter.word().abandon() {
            ended = shared.waiter.wait(None, site());
        }
        if ended == Ended::Done(1) {
            // SAFETY: the wait is over.
            assert_eq!(shared.value.with(|value| unsafe { *value }), 7);
        }
        assert_eq!(peer.join().unwrap(), ended == Ended::Done(1));
        clock.join().unwrap();
    });
}

#[test]
fn a_receiver_and_its_sender_agree_on_who_was_first() {
    explore(2, || {
        let channel = Arc::new(Exchange::new(Some(0)));
        let sender = {
            let channel = Arc::clone(&channel);
            thread::spawn(move || channel.send(&mut Some(Box::new(7)), Until::Now, site()).is_ok())
        };
        let clock = thread::spawn(pass_time);
        let received = channel.receive(Until::Moment(at(1)), site());
        let sent = sender.join().unwrap();
        assert_eq!(received, if sent { Ok(Box::new(7)) } else { Err(Refused::TimedOut) });
        clock.join().unwrap();
    });
}

#[test]
fn a_sender_keeps_its_value_or_has_sent_it() {
    explore(2, || {
        let channel = Arc::new(Exchange::new(Some(0)));
        let receiver = {
            let channel = Arc::clone(&channel);
            thread::spawn(move || channel.receive(Until::Now, site()).ok())
        };
        let clock = thread::spawn(pass_time);
        let mut offer = Some(Box::new(7));
        let sent = channel.send(&mut offer, Until::Moment(at(1)), site());
        assert_eq!(sent.is_ok(), offer.is_none());
        assert_eq!(receiver.join().unwrap().is_some(), sent.is_ok());
        clock.join().unwrap();
    });
}

#[test]
fn who_leaves_a_crowd_was_released_or_was_late() {
    explore(2, || {
        let crowd = Arc::new(SpinLock::new(Crowd::new()));
        let other = {
            let crowd = Arc::clone(&crowd);
            thread::spawn(move || {
                let mut state = crowd.lock();
                let released = !state.is_empty();
                let wake = state.release_one(3);
                drop(state);
                if let Some(wake) = wake {
                    wake.now();
                }
                released
            })
        };
        let clock = thread::spawn(pass_time);
        let said = wait_in_after(&crowd, crowd.lock(), |crowd| crowd, Some(at(1)), site(), || ());
        assert_eq!(said, other.join().unwrap().then_some(3));
        assert!(crowd.lock().is_empty());
        clock.join().unwrap();
    });
}
