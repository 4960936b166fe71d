//! The same table, for goroutines that nobody waits for.

use goroutines::prelude::*;
use goroutines::sync::Mutex;
use goroutines::time::{Duration, sleep};
use std::collections::BTreeMap;
use std::sync::Arc;

const SERVERS: [(&str, u64); 3] = [("alpha", 90_000), ("beta", 3), ("gamma", 6)];

#[goroutine]
fn main() {
    let table = Arc::new(Mutex::new(BTreeMap::new()));
    for (name, millis) in SERVERS {
        go!(|table = Arc::clone(&table), name, millis| {
            sleep(Duration::from_millis(millis));
            table.lock().insert(name, "up");
        });
    }
    while table.lock().len() < 2 {
        sleep(Duration::from_millis(1));
    }
    println!("{:?}", *table.lock());
}
