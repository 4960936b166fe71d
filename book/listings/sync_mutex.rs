//! Three goroutines count words in one map.

use goroutines::prelude::*;
use goroutines::sync::Mutex;
use std::collections::BTreeMap;

static COUNTS: Mutex<BTreeMap<String, u32>> = Mutex::new(BTreeMap::new());

#[goroutine]
fn main() {
    scope(|s| {
        for page in ["one two three", "two three", "three"] {
            go!(in s, count(page));
        }
    });
    println!("{:?}", *COUNTS.lock());
}

fn count(page: &str) {
    for word in page.split(' ') {
        *COUNTS.lock().entry(word.to_owned()).or_default() += 1;
    }
}
