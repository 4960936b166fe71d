#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(8);
    let words = Mutex::new(vec!["a", "bc"]);
    let first = match words.lock() {
        Ok(words) => words[0],
        Err(_) => "",
    };
    tx.send(first.len()).unwrap();
    let last = words.lock().ok().and_then(|words| words.last().copied());
    tx.send(last.unwrap().len()).unwrap();
    let count = if let Ok(words) = words.lock() { words.len() } else { 0 };
    tx.send(count).unwrap();
    let both = (words.lock().unwrap().len(), words.is_poisoned());
    tx.send(both.0).unwrap();
    let number = match words.lock() {
        Ok(words) => words.len().to_string().parse().unwrap(),
        Err(_) => 0,
    };
    tx.send(number).unwrap();
    let longest = { words.lock().unwrap().iter().map(|word| word.len()).max() };
    tx.send(longest.unwrap()).unwrap();
    assert_eq!(rx.try_iter().sum::<usize>(), 11);
}
