#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::Mutex;
use goroutines::time;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn step() -> bool {
    true
}

#[goroutine]
fn drains(rx: Receiver<i32>) {
    while let Ok(v) = rx.try_recv() {
        println!("{v}");
    }
    loop {
        match rx.try_recv() {
            Ok(v) => println!("{v}"),
            Err(_) => break,
        }
    }
}

#[goroutine]
fn rests(rx: Receiver<i32>, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        match rx.try_recv() {
            Ok(v) => println!("{v}"),
            Err(_) => time::sleep(Duration::from_millis(1)),
        }
    }
    while !stop.load(Ordering::Relaxed) {
        if rx.try_recv().is_err() {
            goroutines::yield_now();
        }
    }
}

#[goroutine]
fn works(commands: Receiver<i32>) {
    loop {
        if let Ok(command) = commands.try_recv() {
            println!("{command}");
        }
        if step() {
            break;
        }
    }
}

#[goroutine]
fn spins_on_purpose(lock: &Mutex<i32>) {
    let mut guard = loop {
        match lock.try_lock() {
            Some(guard) => break guard,
            None => std::hint::spin_loop(),
        }
    };
    *guard += 1;
}

#[goroutine]
fn asks_three_times(rx: &Receiver<i32>) {
    for _ in 0..3 {
        if let Ok(v) = rx.try_recv() {
            println!("{v}");
        }
    }
    let mut left = 3;
    loop {
        left -= 1;
        if left == 0 {
            break;
        }
        if let Ok(v) = rx.try_recv() {
            println!("{v}");
        }
    }
}

fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    asks_three_times(&rx);
    drains(rx.clone());
    works(rx.clone());
    spins_on_purpose(&Mutex::new(1));
    rests(rx, &AtomicBool::new(true));
}
