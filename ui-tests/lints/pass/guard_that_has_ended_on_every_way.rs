#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(16);
    let total = Mutex::new(3);
    let guard = total.lock().unwrap();
    match *guard {
        0 => return,
        1 => drop(guard),
        _ => {
            drop(guard);
            tx.send(1).unwrap();
        }
    }
    tx.send(1).unwrap();
    {
        let guard = total.lock().unwrap();
        let full = *guard > 2;
        if full {
            drop(guard);
        }
        if full {
            tx.send(1).unwrap();
        }
    }
    loop {
        let guard = total.lock().unwrap();
        if *guard == 3 {
            drop(guard);
            tx.send(1).unwrap();
            break;
        }
    }
    let mut held = Some(total.lock().unwrap());
    held.take();
    tx.send(1).unwrap();
    held = Some(total.lock().unwrap());
    assert!(held.is_some());
    held = None;
    tx.send(1).unwrap();
    assert!(held.is_none());
    assert_eq!(rx.try_iter().sum::<i32>(), 6);
}
