//! The seats of a channel: threads that look before they wait in the queue, as goroutines do that wait in place.

use super::explore;
use super::rendezvous::site;
use crate::chan::exchange::{Exchange, Refused, Sending, Until};
use crate::select::run::{Patience, run};
use crate::wait::arm::SelectArm;
use crate::wait::in_place::set_looks;
use loom::sync::Arc;
use loom::thread;
use std::panic::Location;

type Channel = Arc<Exchange<Box<u32>>>;

/// Explores what two do at the same time with a channel of this capacity, where everybody takes a seat who finds one.
fn seated<A: Send + 'static>(
    preemptions: usize,
    capacity: usize,
    there: fn(&Channel) -> A,
    here: impl Fn(&Channel, thread::JoinHandle<A>) + Send + Sync + 'static,
) {
    explore(preemptions, move || {
        set_looks(1);
        let channel = Channel::new(Exchange::new(Some(capacity)));
        let other = Arc::clone(&channel);
        here(&channel, thread::spawn(move || there(&other)));
    });
}

fn send(channel: &Channel, value: u32) -> Result<(), u32> {
    let mut offer = Some(Box::new(value));
    channel.send(&mut offer, Until::Never, site()).map_err(|_| *offer.unwrap())
}

fn receive(channel: &Channel) -> Result<u32, Refused> {
    channel.receive(Until::Never, site()).map(|value| *value)
}

#[test]
fn values_arrive_in_order() {
    let send_two = |channel: &Channel| (1..=2).for_each(|value| send(channel, value).unwrap());
    for capacity in [0, 1] {
        seated(3, capacity, send_two, |channel, sender| {
            assert_eq!([receive(channel), receive(channel)], [Ok(1), Ok(2)]);
            sender.join().unwrap();
        });
    }
}

/// Who comes second stands in the queue, behind the one who sits.
#[test]
fn two_receivers_get_a_value_each() {
    seated(2, 0, receive, |channel, first| {
        let other = Arc::clone(channel);
        let second = thread::spawn(move || receive(&other));
        assert_eq!((send(channel, 1), send(channel, 2)), (Ok(()), Ok(())));
        let mut values = [first.join().unwrap().unwrap(), second.join().unwrap().unwrap()];
        values.sort_unstable();
        assert_eq!(values, [1, 2]);
    });
}

/// The value of a sender who sits is sent, or comes back.
#[test]
fn closing_sends_a_sender_away() {
    seated(
        3,
        0,
        |channel| send(channel, 9),
        |channel, sender| {
            let received = channel.receive(Until::Now, site()).map(|value| *value);
            assert!(channel.close());
            match received {
                Ok(value) => assert_eq!((value, sender.join().unwrap()), (9, Ok(()))),
                Err(_) => assert_eq!(sender.join().unwrap(), Err(9)),
            }
        },
    );
}

#[test]
fn closing_sends_a_receiver_away() {
    seated(3, 0, receive, |channel, receiver| {
        let sent = channel.send(&mut Some(Box::new(3)), Until::Now, site());
        assert!(channel.close());
        let expected = sent.map(|()| 3).map_err(|_| Refused::Disconnected);
        assert_eq!(receiver.join().unwrap(), expected);
    });
}

/// A place in the buffer becomes free: the sender who sits puts his value there.
#[test]
fn a_sender_behind_a_full_buffer_is_served() {
    let send_two = |channel: &Channel| (1..=2).for_each(|value| send(channel, value).unwrap());
    seated(3, 1, send_two, |channel, sender| {
        let first = channel.receive(Until::Now, site()).map(|value| *value);
        let rest = if first.is_ok() { vec![2] } else { vec![1, 2] };
        for value in rest {
            assert_eq!(receive(channel), Ok(value));
        }
        sender.join().unwrap();
    });
}

/// A lazy sender holds the receiver who sat, and gives him a value or gives him back.
#[test]
fn a_lazy_sender_meets_a_receiver_who_sits() {
    for gives_back in [false, true] {
        seated(2, 0, receive, move |channel, receiver| {
            let mut arm = Sending::new(channel);
            assert_eq!(run(&[&mut arm as &mut dyn SelectArm], true, Patience::Endless, Location::caller()), Some(0));
            if gives_back {
                drop(arm);
                assert_eq!(send(channel, 5), Ok(()));
            } else {
                arm.send(Box::new(5)).unwrap();
            }
            assert_eq!(receiver.join().unwrap(), Ok(5));
        });
    }
}
