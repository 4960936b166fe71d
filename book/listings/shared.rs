//! All checks write into one table.

use goroutines::prelude::*;
use goroutines::sync::Mutex;
use goroutines::time::{Duration, sleep};
use std::collections::BTreeMap;

const SERVERS: [(&str, u64); 3] = [("alpha", 90), ("beta", 30), ("gamma", 60)];

#[goroutine]
fn main() {
    let table = Mutex::new(BTreeMap::new());
    scope(|s| {
        for (name, millis) in SERVERS {
            go!(in s, |&table, name, millis| {
                let up = check(millis);
                table.lock().insert(name, up);
            });
        }
    });
    for (name, up) in table.into_inner() {
        println!("{name}: {up}");
    }
}

/// Asks a server whether it is up. It takes its time to answer.
fn check(millis: u64) -> bool {
    sleep(Duration::from_millis(millis));
    millis < 80
}
