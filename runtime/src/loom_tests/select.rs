//! `select` against plain operations and against itself.

use super::explore;
use super::rendezvous::site;
use crate::chan::exchange::{Exchange, Receiving, Sending, Until};
use crate::select::run::{Patience, run};
use crate::wait::arm::SelectArm;
use loom::sync::Arc;
use loom::thread;
use std::panic::Location;

/// Receives from whichever channel is first, in the order given.
#[track_caller]
fn receive_either(a: &Exchange<u32>, b: &Exchange<u32>) -> u32 {
    let location = Location::caller();
    let mut arms = [Receiving::new(a, location), Receiving::new(b, location)];
    let views: Vec<&mut dyn SelectArm> = arms.iter_mut().map(|arm| arm as &mut dyn SelectArm).collect();
    let chosen = run(&views, true, Patience::Endless, location).unwrap();
    let [a, b] = arms;
    if chosen == 0 { a.received().unwrap() } else { b.received().unwrap() }
}

/// Sends to whichever channel is first; `None` as value gives the chance back.
#[track_caller]
fn send_either(a: &Exchange<u32>, b: &Exchange<u32>, value: Option<u32>) {
    let mut arms = [Sending::new(a), Sending::new(b)];
    let views: Vec<&mut dyn SelectArm> = arms.iter_mut().map(|arm| arm as &mut dyn SelectArm).collect();
    let chosen = run(&views, true, Patience::Endless, Location::caller()).unwrap();
    drop(views);
    let [a, b] = arms;
    if let Some(value) = value {
        let chosen = if chosen == 0 { a } else { b };
        chosen.send(value).unwrap();
    }
}

#[test]
fn a_waiting_select_is_found_by_a_sender() {
    explore(3, || {
        let channels = Arc::new((Exchange::new(Some(0)), Exchange::new(Some(0))));
        let sender = {
            let channels = Arc::clone(&channels);
            thread::spawn(move || channels.1.send(&mut Some(3), Until::Never, site()).is_ok())
        };
        assert_eq!(receive_either(&channels.0, &channels.1), 3);
        assert!(sender.join().unwrap());
    });
}

#[test]
fn both_sides_may_select() {
    explore(2, || {
        let channels = Arc::new((Exchange::new(Some(0)), Exchange::new(Some(0))));
        let sender = {
            let channels = Arc::clone(&channels);
            thread::spawn(move || send_either(&channels.1, &channels.0, Some(8)))
        };
        assert_eq!(receive_either(&channels.0, &channels.1), 8);
        sender.join().unwrap();
    });
}

/// A chosen sender that gives the receiver back: the receiver still gets what another sends.
#[test]
fn a_receiver_that_is_given_back_gets_the_next_value() {
    explore(2, || {
        let channels = Arc::new((Exchange::new(Some(0)), Exchange::new(Some(0))));
        let fickle = {
            let channels = Arc::clone(&channels);
            thread::spawn(move || {
                send_either(&channels.0, &channels.1, None);
                channels.0.send(&mut Some(6), Until::Never, site()).is_ok()
            })
        };
        assert_eq!(channels.0.receive(Until::Never, site()), Ok(6));
        assert!(fickle.join().unwrap());
    });
}

/// Room in a buffer that is given back goes to the sender that waits for it.
#[test]
fn returned_room_is_used() {
    explore(2, || {
        let channels = Arc::new((Exchange::new(Some(1)), Exchange::new(Some(0))));
        let fickle = {
            let channels = Arc::clone(&channels);
            thread::spawn(move || send_either(&channels.0, &channels.1, None))
        };
        channels.0.send(&mut Some(6), Until::Never, site()).unwrap();
        assert_eq!(channels.0.receive(Until::Never, site()), Ok(6));
        // The other select may still wait for the room that has just become free; it finds it.
        fickle.join().unwrap();
    });
}
