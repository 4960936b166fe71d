//! Three goroutines run at once, and print and sleep in turns.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
fn task(id: i32) {
    for i in 0..5 {
        println!("Task {id}: {i}");
        sleep(Duration::from_millis(10));
    }
}

#[goroutine]
pub(crate) fn main() {
    for i in 0..3 {
        go!(task(i)); // Launching a goroutine
    }

    sleep(Duration::from_millis(100)); // Wait for goroutines to finish
}
