//! A worker that beats while it works, and a monitor that gives up when the beats stay away.
#![deny(deprecated)]
#![deny(unused_must_use)]

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::{Ticker, Timer, sleep};
use std::time::Duration;

const BEAT: Duration = Duration::from_millis(1);
const PATIENCE: Duration = Duration::from_secs(30);

#[goroutine]
fn work(ctx: Context, beats: Sender<()>, results: Sender<u64>) {
    let ticker = Ticker::new(BEAT);
    let mut n = 0_u64;
    loop {
        select! {
            <-ctx.done() => break,
            <-ticker => {
                // Nobody need listen.
                let _ = beats.try_send(());
            }
            r = results <- n * n => {
                if r.is_err() {
                    break;
                }
                n += 1;
            }
        }
    }
    ticker.stop();
}

#[goroutine]
fn monitor(beats: Receiver<()>, results: Receiver<u64>, wanted: usize) -> Result<Vec<u64>, String> {
    let mut found = Vec::new();
    let patience = Timer::new(PATIENCE);
    while found.len() < wanted {
        select! {
            Ok(()) = <-beats else { return Err("the worker has left".to_owned()) } => {
                patience.reset(PATIENCE);
            }
            Ok(square) = <-results else { return Err("no results".to_owned()) } => found.push(square),
            <-patience => return Err("the worker is stuck".to_owned()),
        }
    }
    Ok(found)
}

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let _guard = cancel.drop_guard();
    let (beats, heard) = chan(1);
    let (results, squares) = chan(0);
    go!(work(ctx, beats, results));
    sleep(BEAT);
    assert_eq!(monitor(heard, squares, 5), Ok(vec![0, 1, 4, 9, 16]));
}
