//! `biased` tries the arms in order.

use goroutines::prelude::*;

fn main() {
    let (urgent, urgent_jobs) = chan(2);
    let (other, other_jobs) = chan(2);
    for id in [1, 2] {
        other.send(id).unwrap();
        urgent.send(id).unwrap();
    }
    loop {
        select! {
            biased;
            id = <-urgent_jobs => println!("urgent job {}", id.unwrap()),
            id = <-other_jobs => println!("other job {}", id.unwrap()),
            default => break,
        }
    }
}
