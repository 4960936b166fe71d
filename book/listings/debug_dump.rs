//! What are they all doing?

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};
use goroutines::{runtime, yield_now};
use std::io;

const SERVERS: [&str; 3] = ["alpha", "beta", "gamma"];

#[goroutine(max_procs = 1)]
fn main() {
    let (tx, _rx) = chan(0);
    for name in SERVERS {
        go!(
            #[goroutine(name = name)]
            check(name, tx.clone())
        );
    }
    for _ in SERVERS {
        yield_now(); // one starts
    }
    runtime::dump(&mut io::stdout()).unwrap();
}

fn check(name: &str, answers: Sender<&str>) {
    if name == "beta" {
        sleep(Duration::from_secs(60));
    }
    let _ = answers.send("up");
}
