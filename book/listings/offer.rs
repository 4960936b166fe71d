//! An arm may send, and `default` is taken when nothing is ready.

use goroutines::prelude::*;

fn main() {
    let (tx, rx) = chan(2);
    for round in 1..=3 {
        let what = select! {
            tx <- round => "sent",
            default => "the buffer is full",
        };
        println!("{round}: {what}");
    }
    println!("received {:?}", rx.try_iter().collect::<Vec<_>>());
}
