//! Words counted by mappers, merged by a reducer; with names that are easily mistaken for others.
#![deny(deprecated)]

use goroutines::prelude::*;
use std::collections::BTreeMap;

type Counts = BTreeMap<String, usize>;

/// No lock, though it can be read and locked.
struct Book {
    text: &'static str,
}

impl Book {
    fn read(&self) -> Result<&str, ()> {
        Ok(self.text)
    }

    fn lock(&self) -> usize {
        self.text.len()
    }
}

/// No group, though something can be added to it.
#[derive(Default)]
struct Tally {
    counts: Counts,
}

impl Tally {
    fn add(&mut self, counts: Counts) {
        for (word, count) in counts {
            *self.counts.entry(word).or_default() += count;
        }
    }

    fn wait(&self) -> usize {
        self.counts.len()
    }
}

#[goroutine]
fn map(text: &str) -> Counts {
    let mut counts = Counts::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if word.is_empty() {
            continue;
        }
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}

#[goroutine]
fn main() {
    static BOOKS: [Book; 2] = [Book { text: "one two" }, Book { text: "two, three" }];
    let (tx, rx) = chan(2 * BOOKS.len());
    for (index, book) in BOOKS.iter().enumerate() {
        let text = book.read().unwrap();
        let length = book.lock();
        tx.send((index, Counts::new())).unwrap();
        let tx = tx.clone();
        go!(|tx, index, text| tx.send((index, map(text))).unwrap());
        assert!(length > 0);
    }
    drop(tx);
    let reducer = go!(|mut tally = Tally::default(), rx| {
        for (_, counts) in &rx {
            tally.add(counts);
        }
        tally
    });
    let tally = reducer.join().unwrap();
    assert_eq!(tally.wait(), 3);
    assert_eq!(tally.counts["two"], 2);
    let names = ["a", "b"].join(", ");
    let path = std::path::Path::new("/").join(&names);
    assert!(path.is_absolute());
}
