//! Attempts with growing pauses, first answer wins, errors of a group.
#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::{Duration, Timer, after, sleep};

#[derive(Debug)]
struct Refused(u32);

#[goroutine]
fn attempt(number: u32) -> Result<u32, Refused> {
    sleep(Duration::from_micros(100));
    if number < 3 { Err(Refused(number)) } else { Ok(number) }
}

#[goroutine]
fn retry(ctx: &Context) -> Result<u32, Refused> {
    let mut pause = Duration::from_micros(50);
    let mut number = 0;
    loop {
        number += 1;
        let result = attempt(number);
        let refused = match result {
            Ok(value) => return Ok(value),
            Err(refused) => refused,
        };
        let timer = Timer::new(pause);
        select! {
            <-timer => pause *= 2,
            <-ctx.done() => return Err(refused),
        }
    }
}

#[goroutine]
fn first<T: Send + 'static>(answers: Vec<Receiver<T>>) -> Option<T> {
    let (tx, rx) = chan(0);
    for answer in answers {
        go!(|tx = tx.clone(), answer| {
            if let Ok(value) = answer.recv() {
                let _ = tx.send_timeout(value, Duration::from_secs(30));
            }
        });
    }
    drop(tx);
    rx.recv().ok()
}

#[goroutine]
fn main() {
    let (ctx, _cancel) = Context::background().with_cancel();
    assert_eq!(retry(&ctx).unwrap(), 3);
    let mut answers = Vec::new();
    for number in 0..3 {
        let (tx, rx) = chan(1);
        go!(
            #[goroutine(name = "answer")]
            |tx, number| select! {
                <-after(Duration::from_micros(200)) => {
                    let _ = tx.send(number);
                }
            }
        );
        answers.push(rx);
    }
    assert!(first(answers).is_some());
    let (child, stop) = ctx.with_cancel();
    stop.cancel();
    assert!(retry(&child).is_ok() || child.err().is_some());
}
