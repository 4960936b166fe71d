//! Channels without a bound, the hints of a channel's lock, and those who only watch.

use super::explore;
use super::rendezvous::site;
use crate::chan::exchange::{Exchange, Refused, Until, Watched, Watching};
use crate::select::run::{Patience, run};
use crate::wait::arm::SelectArm;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;
use std::panic::Location;

fn send(channel: &Exchange<Box<u32>>, value: u32, until: Until) -> bool {
    channel.send(&mut Some(Box::new(value)), until, site()).is_ok()
}

fn receive(channel: &Exchange<Box<u32>>, until: Until) -> Result<u32, Refused> {
    channel.receive(until, site()).map(|value| *value)
}

#[test]
fn an_unbounded_channel_keeps_order_and_loses_nothing() {
    explore(3, || {
        let channel = Arc::new(Exchange::new(None));
        let sender = {
            let channel = Arc::clone(&channel);
            thread::spawn(move || (1..=3).for_each(|value| assert!(send(&channel, value, Until::Never))))
        };
        for value in 1..=3 {
            assert_eq!(receive(&channel, Until::Never), Ok(value));
        }
        sender.join().unwrap();
    });
}

#[test]
fn an_unbounded_channel_is_drained_before_it_is_disconnected() {
    explore(3, || {
        let channel = Arc::new(Exchange::new(None));
        let sender = {
            let channel = Arc::clone(&channel);
            thread::spawn(move || {
                assert!(send(&channel, 1, Until::Never));
                channel.close();
            })
        };
        assert_eq!(receive(&channel, Until::Never), Ok(1));
        assert_eq!(receive(&channel, Until::Never), Err(Refused::Disconnected));
        sender.join().unwrap();
    });
}

/// A look leaves a hint of what it has left behind; who knows of values is not misled by it.
#[test]
fn a_hint_does_not_hide_a_value() {
    explore(3, || {
        let shared = Arc::new((Exchange::new(None), AtomicBool::new(false)));
        let sender = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                assert!(send(&shared.0, 1, Until::Never) && send(&shared.0, 2, Until::Never));
                shared.1.store(true, Ordering::Release);
            })
        };
        let first = receive(&shared.0, Until::Now);
        let known = shared.1.load(Ordering::Acquire);
        let others = [(); 2].map(|()| receive(&shared.0, Until::Now));
        let received = [first, others[0], others[1]].into_iter().filter(Result::is_ok).count();
        assert!(received <= 2);
        if known {
            assert_eq!(received, 2);
        }
        sender.join().unwrap();
    });
}

/// As above, for room in a full buffer.
#[test]
fn a_hint_does_not_hide_room() {
    explore(3, || {
        let shared = Arc::new((Exchange::new(Some(1)), AtomicBool::new(false)));
        assert!(send(&shared.0, 1, Until::Now));
        let receiver = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                assert_eq!(receive(&shared.0, Until::Never), Ok(1));
                shared.1.store(true, Ordering::Release);
            })
        };
        let first = send(&shared.0, 2, Until::Now);
        let known = shared.1.load(Ordering::Acquire);
        let second = send(&shared.0, 3, Until::Now);
        assert!(!(first && second));
        if known {
            assert!(first || second);
        }
        receiver.join().unwrap();
    });
}

/// Waits until one of the two would succeed.
#[track_caller]
fn watch(channels: [&Exchange<Box<u32>>; 2], watched: Watched) -> usize {
    let mut arms = channels.map(|channel| Watching::new(channel, watched));
    let views = arms.each_mut().map(|arm| arm as &mut dyn SelectArm);
    run(&views, true, Patience::Endless, Location::caller()).unwrap()
}

#[test]
fn a_watcher_hears_of_a_value() {
    explore(3, || {
        let channels = Arc::new([Exchange::new(None), Exchange::new(None)]);
        let sender = {
            let channels = Arc::clone(&channels);
            thread::spawn(move || assert!(send(&channels[1], 4, Until::Never)))
        };
        assert_eq!(watch([&channels[0], &channels[1]], Watched::Receiving), 1);
        assert_eq!(receive(&channels[1], Until::Now), Ok(4));
        sender.join().unwrap();
    });
}

#[test]
fn a_watcher_hears_of_room() {
    explore(3, || {
        let channels = Arc::new([Exchange::new(Some(1)), Exchange::new(Some(0))]);
        assert!(send(&channels[0], 1, Until::Now));
        let receiver = {
            let channels = Arc::clone(&channels);
            thread::spawn(move || receive(&channels[0], Until::Never))
        };
        assert_eq!(watch([&channels[0], &channels[1]], Watched::Sending), 0);
        assert!(send(&channels[0], 2, Until::Now), "nobody else sends");
        assert_eq!(receiver.join().unwrap(), Ok(1));
    });
}

#[test]
fn a_watcher_hears_of_a_receiver() {
    explore(3, || {
        let channels = Arc::new([Exchange::new(Some(0)), Exchange::new(Some(0))]);
        let receiver = {
            let channels = Arc::clone(&channels);
            thread::spawn(move || receive(&channels[1], Until::Never))
        };
        assert_eq!(watch([&channels[0], &channels[1]], Watched::Sending), 1);
        assert!(send(&channels[1], 2, Until::Now), "nobody else sends");
        assert_eq!(receiver.join().unwrap(), Ok(2));
    });
}

#[test]
fn a_watcher_hears_of_the_end() {
    explore(3, || {
        let channels = Arc::new([Exchange::<Box<u32>>::new(None), Exchange::new(Some(0))]);
        let closer = {
            let channels = Arc::clone(&channels);
            thread::spawn(move || assert!(channels[0].close()))
        };
        assert_eq!(watch([&channels[0], &channels[1]], Watched::Receiving), 0);
        assert_eq!(receive(&channels[0], Until::Now), Err(Refused::Disconnected));
        closer.join().unwrap();
    });
}
