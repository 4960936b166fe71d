//! A request's number, in every line of its log.

use goroutines::goroutine_local;
use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};
use std::cell::Cell;

goroutine_local! {
    static REQUEST: Cell<u32> = Cell::new(0);
}

#[goroutine(max_procs = 1)]
fn main() {
    let handles = [1, 2].map(|number| go!(serve(number)));
    for handle in handles {
        handle.join().unwrap();
    }
    log("done");
}

fn serve(number: u32) {
    REQUEST.set(number);
    log("begins");
    sleep(Duration::from_millis(10 * u64::from(number)));
    log("ends");
}

fn log(text: &str) {
    println!("request {}: {text}", REQUEST.get());
}
