#![deny(deprecated)]

use goroutines::channel::tick;
use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::{Duration, Instant, Ticker, Timer, after};

struct Server {
    beats: Receiver<Instant>,
    beat: u32,
}

impl Server {
    #[goroutine]
    fn serve(&mut self, end: &Receiver<Instant>) {
        loop {
            select! {
                <-self.beats => self.beat += 1,
                <-end => break,
            }
        }
    }
}

type Beats<'a> = &'a Receiver<Instant>;

#[goroutine]
fn count(beats: Beats<'_>, done: &Receiver<()>, end: Receiver<Instant>) {
    let mut seen = 0;
    loop {
        select! {
            <-beats => seen += 1,
            <-done => seen += 1,
            <-end => break,
        }
    }
    assert!(seen > 0);
}

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let ticker = Ticker::new(Duration::from_millis(1));
    let ticks = tick(Duration::from_millis(1));
    let late = after(Duration::from_millis(5));
    let timer = Timer::new(Duration::from_millis(2));
    let done = ctx.done();
    let mut server = Server { beats: tick(Duration::from_millis(1)), beat: 0 };
    let mut seen = 0;
    loop {
        select! {
            <-ticker => seen += 1,
            <-ticks => seen += 1,
            <-timer => seen += 1,
            <-after(Duration::from_secs(9)) => seen += 1,
            <-late => break,
        }
    }
    cancel.cancel();
    server.serve(&after(Duration::from_millis(5)));
    count(&tick(Duration::from_millis(1)), done, after(Duration::from_millis(3)));
    let other = go!(|| {
        let mut seen = 0;
        loop {
            select! {
                <-ticks => seen += 1,
                <-ctx.done() => break seen,
            }
        }
    });
    other.join().unwrap();
    assert!(seen > 0);
}
