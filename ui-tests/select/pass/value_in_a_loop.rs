//! A loop offers the same value again and again, and each value is made when it is sent.

#![deny(warnings)]

use std::time::Duration;

use goroutines::channel::{bounded, select, tick};
use goroutines::{chan, go};

struct Batch {
    jobs: Vec<Box<u8>>,
}

fn main() {
    let (t, r) = bounded::<String>(0);
    let (asked, ask) = chan::<()>(0);
    let h = go!(|| {
        for _ in 0..3 {
            asked.send(()).unwrap();
        }
        r.recv()
    });
    let job = String::from("a");
    let mut turns = 0;
    loop {
        select! {
            send(t, job) -> x => {
                x.unwrap();
                break;
            }
            recv(ask) -> _ => turns += 1,
        }
    }
    assert_eq!((turns, h.join().unwrap().as_deref()), (3, Ok("a")));

    // Popped only if it is sent, and back where it was if not.
    let (tx, rx) = chan(2);
    let mut batch = Batch { jobs: (0..3).map(Box::new).collect() };
    let never = tick(Duration::from_secs(3_600));
    while !batch.jobs.is_empty() {
        let next = batch.jobs.remove(0);
        goroutines::select! {
            tx <- next if batch.jobs.len() != 1 => continue,
            tx <- next => {}
            <-never => batch.jobs.push(next),
            default => {
                batch.jobs.insert(0, next);
                break;
            }
        }
    }
    assert_eq!((batch.jobs.len(), rx.len()), (1, 2));
}
