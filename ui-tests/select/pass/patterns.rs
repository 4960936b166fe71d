//! Patterns that always match, though they do not look so, and those with an `else`.

#![deny(warnings)]

use std::rc::Rc;

use goroutines::{chan, select};

const ONE: usize = 1;

fn main() {
    let (tx, rx) = chan::<u8>(4);
    let (rcs, taken) = chan::<Rc<u8>>(1);
    let rc = Rc::new(1);
    for _ in 0..2 {
        select! { Ok(()) | Err(_) = tx <- 1 => {} }
    }
    select! { Ok(_) | Err(_) = <-rx => {} }
    select! { Ok(0..=255) | Err(_) = <-rx if true => {} }
    select! { 0.. = each [&tx, &tx] <- 1 => {} }
    select! { Some(0..=255) = <-rx.clone() => {} }
    select! { recv(rx) -> Ok(_) | Err(_) => {} default => {} }
    for _ in 0..2 {
        rcs.send(rc.clone()).unwrap();
        // What is not bound is dropped before the body runs.
        select! { Ok(_) | Err(_) = <-taken => assert_eq!(Rc::strong_count(&rc), 1) }
        rcs.send(rc.clone()).unwrap();
        select! { Ok(_) = <-taken else { return } => assert_eq!(Rc::strong_count(&rc), 1) }
        rcs.send(rc.clone()).unwrap();
        select! { _ = <-taken => assert_eq!(Rc::strong_count(&rc), 1) }
        rcs.send(rc.clone()).unwrap();
        select! { all @ (Ok(_) | Err(_)) = <-taken => assert_eq!((Rc::strong_count(&rc), all.is_ok()), (2, true)) }
    }
    for _ in 0..20 {
        select! { ONE = each [&tx, &tx] <- 1 else { rx.recv().unwrap(); continue } => { rx.recv().unwrap(); } }
        select! { (ONE, _) = <-each [&rx, &rx] else { break } => break, default => {} }
    }
}
