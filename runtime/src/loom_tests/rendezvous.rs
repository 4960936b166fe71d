//! Channels as they are, between loom's threads.

use super::explore;
use crate::chan::exchange::{Exchange, Refused, Until};
use crate::task::reason::Reason;
use crate::wait::waiter::Site;
use loom::sync::Arc;
use loom::thread;
use std::panic::Location;

#[track_caller]
pub(super) fn site() -> Site {
    Site { reason: Reason::ChanReceive, location: Location::caller() }
}

fn send(channel: &Exchange<Box<u32>>, value: u32) -> Result<(), u32> {
    let mut offer = Some(Box::new(value));
    channel.send(&mut offer, Until::Never, site()).map_err(|_| *offer.unwrap())
}

fn receive(channel: &Exchange<Box<u32>>) -> Result<u32, Refused> {
    channel.receive(Until::Never, site()).map(|value| *value)
}

#[test]
fn an_unbuffered_value_arrives() {
    explore(3, || {
        let channel = Arc::new(Exchange::new(Some(0)));
        let sender = {
            let channel = Arc::clone(&channel);
            thread::spawn(move || send(&channel, 5))
        };
        assert_eq!(receive(&channel), Ok(5));
        assert_eq!(sender.join().unwrap(), Ok(()));
    });
}

#[test]
fn two_senders_and_one_receiver_lose_nothing() {
    explore(2, || {
        let channel = Arc::new(Exchange::new(Some(0)));
        let senders: Vec<_> = [1, 2]
            .into_iter()
            .map(|value| {
                let channel = Arc::clone(&channel);
                thread::spawn(move || send(&channel, value))
            })
            .collect();
        let sum = receive(&channel).unwrap() + receive(&channel).unwrap();
        assert_eq!(sum, 3);
        for sender in senders {
            assert_eq!(sender.join().unwrap(), Ok(()));
        }
    });
}

#[test]
fn a_full_buffer_passes_on_the_waiting_sender() {
    explore(3, || {
        let channel = Arc::new(Exchange::new(Some(1)));
        let sender = {
            let channel = Arc::clone(&channel);
            thread::spawn(move || {
                send(&channel, 1).unwrap();
                send(&channel, 2).unwrap();
            })
        };
        assert_eq!(receive(&channel), Ok(1));
        assert_eq!(receive(&channel), Ok(2));
        sender.join().unwrap();
    });
}

/// Either the value arrives, or it comes back; never both, never neither.
#[test]
fn closing_races_with_a_send() {
    explore(3, || {
        let channel = Arc::new(Exchange::new(Some(0)));
        let sender = {
            let channel = Arc::clone(&channel);
            thread::spawn(move || send(&channel, 9))
        };
        let closer = {
            let channel = Arc::clone(&channel);
            thread::spawn(move || assert!(channel.close()))
        };
        let received = receive(&channel);
        let sent = sender.join().unwrap();
        closer.join().unwrap();
        match received {
            Ok(value) => assert_eq!((value, sent), (9, Ok(()))),
            Err(refused) => assert_eq!((refused, sent), (Refused::Disconnected, Err(9))),
        }
    });
}

#[test]
fn an_impatient_receiver_takes_it_or_leaves_it() {
    explore(3, || {
        let channel = Arc::new(Exchange::new(Some(1)));
        let sender = {
            let channel = Arc::clone(&channel);
            thread::spawn(move || send(&channel, 4).unwrap())
        };
        let early = channel.receive(Until::Now, site()).map(|value| *value);
        sender.join().unwrap();
        let late = channel.receive(Until::Now, site()).map(|value| *value);
        match early {
            Ok(value) => assert_eq!((value, late), (4, Err(Refused::TimedOut))),
            Err(_) => assert_eq!(late, Ok(4)),
        }
    });
}
