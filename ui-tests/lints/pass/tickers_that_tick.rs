#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::channel::after;
use goroutines::time::{Ticker, tick};
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(1);

#[goroutine]
fn polls(done: Receiver<()>) {
    loop {
        select! {
            <-tick(SHORT) => println!("poll"),
            _ = <-done => return,
        }
    }
}

#[goroutine]
fn gives_up_on_silence(rx: Receiver<i32>) {
    loop {
        select! {
            Ok(v) = <-rx else { break } => println!("{v}"),
            <-after(Duration::from_secs(9)) => break,
        }
    }
}

#[goroutine]
fn each_job_has_its_time(jobs: Vec<Receiver<i32>>) {
    for job in jobs {
        let beat = Ticker::new(SHORT);
        loop {
            select! {
                v = <-job => {
                    println!("{v:?}");
                    break;
                }
                <-beat => println!("still waiting"),
            }
        }
    }
}

#[goroutine]
fn has_a_tick_of_its_own(rx: Receiver<i32>) {
    let shared = goroutines::channel::tick(SHORT);
    let tick = |_: Duration| shared.clone();
    loop {
        select! {
            Ok(v) = <-rx else { break } => println!("{v}"),
            <-tick(SHORT) => println!("tick"),
        }
    }
}

fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    each_job_has_its_time(vec![rx.clone()]);
    drop(tx);
    gives_up_on_silence(rx.clone());
    has_a_tick_of_its_own(rx);
    let (end, done) = chan(0);
    drop(end);
    polls(done);
}
