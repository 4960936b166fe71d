//! Starts 30,000 goroutines that block, and measures what each has cost.

use crate::resident::resident;
use goroutines::channel::never;
use goroutines::prelude::*;
use std::time::Instant;

const GOROUTINES: usize = 30_000;

#[goroutine]
pub(crate) fn main() {
    println!("* Spawning {GOROUTINES} goroutines...");
    let wg = WaitGroup::new();
    let before = resident();
    let start = Instant::now();
    wg.add(GOROUTINES as isize);
    for _ in 0..GOROUTINES {
        go!(|wg = wg.clone()| {
            wg.done();
            let _ = never::<()>().recv();
        });
    }
    wg.wait();
    let elapsed = start.elapsed();
    let used = resident() - before;
    println!("* Resources per each goroutine:");
    println!("\tMemory: {:.3}kb", used as f64 / GOROUTINES as f64 / 1000.0);
    println!("\tTime: {elapsed:?} for all, {:?} each", elapsed / GOROUTINES as u32);
}
