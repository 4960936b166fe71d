//! Saves what was typed when nothing has been typed for a while.

use goroutines::prelude::*;
use goroutines::time::{Duration, Timer};

const PAUSE: Duration = Duration::from_millis(50);

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let save = Timer::after_func(PAUSE, move || tx.send("saved").unwrap());
    for key in ["G", "o", "!"] {
        println!("typed {key}");
        save.reset(PAUSE);
    }
    println!("{}", rx.recv().unwrap());
}
