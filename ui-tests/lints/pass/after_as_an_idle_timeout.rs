#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::after;
use std::time::Duration;

#[goroutine]
fn main() {
    let (tx, jobs) = chan(0);
    go!(|| (1..=3).for_each(|job| tx.send(job).unwrap()));
    loop {
        select! {
            Ok(job) = <-jobs else { break } => println!("job {job}"),
            <-after(Duration::from_secs(60)) => break, // a minute of silence
        }
    }
}
