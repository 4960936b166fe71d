//! How many workers run goroutines, and a change of mind.

use goroutines::prelude::*;
use goroutines::runtime::{max_procs, set_max_procs};

#[goroutine(max_procs = 2)]
fn main() {
    println!("{} workers", max_procs());
    let before = set_max_procs(1);
    println!("{before} before, {} now", max_procs());
}
