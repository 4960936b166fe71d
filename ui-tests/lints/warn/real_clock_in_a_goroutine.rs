#![deny(deprecated)]

use goroutines::prelude::*;
// The built-in `test` would leave the functions out of a program.
use goroutines::goroutine as test;

#[goroutine(schedules = 10)]
#[test]
fn it_is_dated() {
    let dated = go!(|| std::time::SystemTime::now());
    dated.join().unwrap();
}

fn main() {}
