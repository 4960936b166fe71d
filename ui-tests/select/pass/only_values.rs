//! `Some(v) = <-rx`, with the patterns, guards and channels that other arms have.

#![deny(warnings)]

use std::sync::Arc;
use std::time::Duration;

use goroutines::channel::{bounded, select_biased};
use goroutines::prelude::*;
use goroutines::time::after;

#[derive(Debug)]
enum Event {
    Line(String),
    End,
}

#[goroutine]
fn lines(events: &Receiver<Event>, more: Option<Receiver<Event>>) -> Vec<String> {
    let mut lines = Vec::new();
    let limit = after(Duration::from_millis(20));
    loop {
        select! {
            Some(Event::Line(line)) = <-events else { break } => lines.push(line),
            Some(Event::Line(line)) = <-more if lines.len() > 1 else { break } => lines.push(line + "!"),
            <-limit => break,
        }
    }
    lines
}

fn main() {
    let (tx, rx) = bounded(4);
    tx.send(Event::Line("a".into())).unwrap();
    tx.send(Event::Line("b".into())).unwrap();
    drop(tx);
    let (more, rest) = bounded(4);
    more.send(Event::Line("c".into())).unwrap();
    more.send(Event::End).unwrap();
    assert_eq!(lines(&rx, Some(rest)), ["a", "b", "c!"]);
    assert_eq!(lines(&rx, None), [""; 0]);

    let (tx, rx) = chan::<Result<u8, String>>(3);
    tx.send(Ok(1)).unwrap();
    tx.send(Err("no".into())).unwrap();
    drop(tx);
    let shared = Arc::new(rx);
    let mut seen = Vec::new();
    for _ in 0..3 {
        select_biased! {
            Some(Ok(n)) = <-shared else { seen.push("an error".to_string()); continue } => seen.push(n.to_string()),
            recv(shared) -> Some(_) => unreachable!(),
            core::option::Option::Some(ref _v) = <-shared.clone() => unreachable!(),
            default => seen.push("nothing".into()),
        }
    }
    assert_eq!(seen, ["1", "an error", "nothing"]);
}
