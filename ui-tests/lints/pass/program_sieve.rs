//! The prime sieve: a chain of goroutines, each of which filters the multiples of one prime.
#![deny(deprecated)]
#![deny(unused_must_use)]

use goroutines::prelude::*;

#[goroutine]
fn generate(numbers: Sender<u32>) {
    for n in 2.. {
        if numbers.send(n).is_err() {
            return;
        }
    }
}

#[goroutine]
fn filter(numbers: Receiver<u32>, rest: Sender<u32>, prime: u32) {
    for n in numbers {
        if n % prime != 0 && rest.send(n).is_err() {
            return;
        }
    }
}

#[goroutine]
fn primes(count: usize) -> Vec<u32> {
    let (tx, mut numbers) = chan(0);
    go!(generate(tx));
    let mut found = Vec::with_capacity(count);
    while found.len() < count {
        let Ok(prime) = numbers.recv() else { break };
        found.push(prime);
        let (tx, rest) = chan(0);
        go!(filter(numbers, tx, prime));
        numbers = rest;
    }
    found
}

#[goroutine]
fn main() {
    assert_eq!(primes(10), [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
}
