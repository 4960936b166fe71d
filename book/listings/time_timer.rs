//! A timer that is stopped after its time, and set again.

use goroutines::prelude::*;
use goroutines::time::{Duration, Timer, sleep};

const MOMENT: Duration = Duration::from_millis(1);

#[goroutine]
fn main() {
    let timer = Timer::new(MOMENT);
    sleep(MOMENT * 5);
    println!("stopped in time: {}", timer.stop());
    println!("received: {}", timer.try_recv().is_ok());

    println!("was running: {}", timer.reset(MOMENT));
    println!("received: {}", timer.recv().is_ok());
    println!("stopped in time: {}", timer.stop());
}
