//! Philosophers with forks that may be held while they wait, and a table of std's that may not.
#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::Mutex;
use goroutines::yield_now;
use std::sync::Arc;

struct Table {
    forks: [Mutex<u32>; 3],
    meals: std::sync::Mutex<[u32; 3]>,
}

#[goroutine]
fn dine(table: Arc<Table>, seat: usize, plates: Sender<usize>) {
    let (left, right) = if seat == 2 { (0, 2) } else { (seat, seat + 1) };
    for _ in 0..3 {
        let mut first = table.forks[left].lock();
        yield_now();
        let mut second = table.forks[right].lock();
        *first += 1;
        *second += 1;
        plates.send(seat).unwrap();
        drop((first, second));
        let eaten = match table.meals.lock() {
            Ok(mut meals) => {
                meals[seat] += 1;
                meals[seat]
            }
            Err(_) => 0,
        };
        if eaten == 3 {
            yield_now();
        }
    }
}

#[goroutine]
fn main() {
    let table = Arc::new(Table { forks: [const { Mutex::new(0) }; 3], meals: std::sync::Mutex::new([0; 3]) });
    let (plates, washed) = chan(1);
    let mut philosophers = Vec::new();
    for seat in 0..3 {
        philosophers.push(go!(dine(table.clone(), seat, plates.clone())));
    }
    drop(plates);
    let mut count = 0;
    for seat in washed {
        assert!(seat < 3);
        count += 1;
    }
    for philosopher in philosophers {
        philosopher.join().unwrap();
    }
    assert_eq!(count, 9);
    let uses: u32 = table.forks.iter().map(|fork| *fork.lock()).sum();
    assert_eq!(uses, 18);
    assert_eq!(*table.meals.lock().unwrap(), [3; 3]);
}
