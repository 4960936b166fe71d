//! Two goroutines print the alphabet three times each. There is one worker, so they take turns, and neither
//! has to wait for anything: one runs to its end, then the other.

use goroutines::prelude::*;

#[goroutine(max_procs = 1)]
pub(crate) fn main() {
    // wg is used to manage concurrency.
    let wg = WaitGroup::new();
    wg.add(2);

    println!("Start Goroutines");

    // Create a goroutine from the lowercase function.
    go!(|wg = wg.clone()| {
        lowercase();
        wg.done();
    });

    // Create a goroutine from the uppercase function.
    go!(|wg = wg.clone()| {
        uppercase();
        wg.done();
    });

    // Wait for the goroutines to finish.
    println!("Waiting To Finish");
    wg.wait();

    println!("\nTerminating Program");
}

/// Displays the set of lowercase letters three times.
#[goroutine]
fn lowercase() {
    for _ in 0..3 {
        for r in 'a'..='z' {
            print!("{r} ");
        }
    }
}

/// Displays the set of uppercase letters three times.
#[goroutine]
fn uppercase() {
    for _ in 0..3 {
        for r in 'A'..='Z' {
            print!("{r} ");
        }
    }
}
