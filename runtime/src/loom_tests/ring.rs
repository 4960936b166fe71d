//! A ring of events: one writes, another reads meanwhile. Nothing is read before it is written, or after its place was used
//! again; what found no room is counted where it is missing.

use super::explore;
use crate::task::events::{Event, Kind, Ring};
use crate::task::reason::Reason;
use loom::sync::Arc;
use loom::thread;

/// More than the ring holds.
const EVENTS: u64 = 5;

fn event(id: u64) -> Event {
    Event { time: id * 10, kind: Kind::Woken, reason: Reason::Select, id, place: None }
}

#[test]
fn what_is_read_was_written_and_what_is_lost_is_counted() {
    explore(4, || {
        let ring = Arc::new(Ring::new());
        let writer = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || (1..=EVENTS).for_each(|id| ring.write(&event(id))))
        };
        let mut next = 1;
        let mut look = |ring: &Ring| {
            ring.read(|event| match event.kind {
                Kind::Lost => next += event.id,
                _ => {
                    assert_eq!((event.id, event.time, event.reason), (next, next * 10, Reason::Select));
                    next += 1;
                }
            });
            next
        };
        look(&ring);
        look(&ring);
        writer.join().unwrap();
        assert_eq!(look(&ring) + ring.lost(), EVENTS + 1);
    });
}
