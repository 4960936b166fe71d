#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::context::Context;
use goroutines::sync::{Mutex, Semaphore};
use goroutines::time::Timer;
use std::time::Duration;

struct Door;

impl Door {
    fn lock(&self) -> bool {
        true
    }
}

#[goroutine]
fn main() -> std::io::Result<()> {
    let total = Mutex::new(vec![1]);
    let _ = total.lock().len();
    let _ = total.try_lock();
    drop(total.lock());
    let _ = Door.lock();
    let total = Door;
    let _ = total.lock();
    let seats = Semaphore::new(1);
    let _ = seats.try_acquire();
    let _ = go!(|| 1);
    let (tx, _rx) = chan(1);
    let _ = tx.send(1);
    let _ = std::io::stdout().lock();
    let ctx = Context::background();
    let _ = ctx.after_func(|| {});
    let _ = Timer::after_func(Duration::from_secs(9), || {});
    Ok(())
}
