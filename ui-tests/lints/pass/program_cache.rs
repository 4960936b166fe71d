//! A cache behind an `RwLock` of std: looked up under the read lock, filled without any lock held.
#![deny(deprecated)]

use goroutines::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

#[derive(Clone)]
struct Cache {
    entries: Arc<RwLock<HashMap<String, usize>>>,
    requests: Sender<(String, Sender<usize>)>,
}

impl Cache {
    #[goroutine]
    fn get(&self, key: &str) -> usize {
        if let Some(found) = self.entries.read().unwrap().get(key).copied() {
            return found;
        }
        let (tx, rx) = chan(1);
        self.requests.send((key.to_owned(), tx)).unwrap();
        let value = rx.recv().unwrap();
        let mut entries = self.entries.write().unwrap();
        let entry = entries.entry(key.to_owned()).or_insert(value);
        *entry
    }

    fn len(&self) -> usize {
        self.entries.read().map(|entries| entries.len()).unwrap_or_default()
    }
}

#[goroutine]
fn main() {
    let (requests, queue) = chan::<(String, Sender<usize>)>(0);
    go! {
        for (key, reply) in queue {
            if reply.send(key.len()).is_err() {
                continue;
            }
        }
    };
    let cache = Cache { entries: Arc::default(), requests };
    scope(|s| {
        for word in ["one", "two", "three", "one"] {
            go!(in s, |&cache, word| assert_eq!(cache.get(word), word.len()));
        }
    });
    assert_eq!(cache.len(), 3);
    let longest = {
        let entries = cache.entries.read().unwrap();
        entries.values().max().copied()
    };
    let (tx, rx) = chan(1);
    tx.send(longest).unwrap();
    assert_eq!(rx.recv().unwrap(), Some(5));
}
