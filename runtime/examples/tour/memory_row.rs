//! One row of the memory table: starts as many goroutines as its second argument says, which block for ever.

use crate::resident::resident;
use goroutines::channel::never;
use goroutines::prelude::*;
use goroutines::runtime;
use std::env;
use std::process::ExitCode;
use std::time::Instant;

#[goroutine]
pub(crate) fn main() -> ExitCode {
    let Some(goroutines) = env::args().nth(2).and_then(|argument| argument.parse::<u32>().ok()) else {
        eprintln!("tour: --memory-row needs the number of goroutines");
        return ExitCode::from(2);
    };
    let wg = WaitGroup::new();
    wg.add(goroutines as isize);
    let before = resident();
    let start = Instant::now();
    for _ in 0..goroutines {
        go!(noop(wg.clone()));
    }
    wg.wait();
    let elapsed = start.elapsed();
    let kilobytes = (resident() - before) as f64 / 1000.0;
    let each = kilobytes / f64::from(goroutines);
    println!("|{}|{kilobytes:.0} kB|{each:.2} kB|{elapsed:.1?}|", runtime::num_goroutine());
    ExitCode::SUCCESS
}

#[goroutine]
fn noop(wg: WaitGroup) {
    wg.done();
    let _ = never::<()>().recv();
}
