//! As `alphabet-one`, with two workers: the goroutines run in parallel, and their letters may mix.

use goroutines::prelude::*;

#[goroutine(max_procs = 2)]
pub(crate) fn main() {
    // wg is used to wait for the program to finish. A count of two, one for each goroutine.
    let wg = WaitGroup::new();
    wg.add(2);

    println!("Start Goroutines");

    go!(|wg = wg.clone()| {
        // Display the alphabet three times.
        for _ in 0..3 {
            for r in 'a'..='z' {
                print!("{r} ");
            }
        }
        // Tell main we are done.
        wg.done();
    });

    go!(|wg = wg.clone()| {
        // Display the alphabet three times.
        for _ in 0..3 {
            for r in 'A'..='Z' {
                print!("{r} ");
            }
        }
        // Tell main we are done.
        wg.done();
    });

    // Wait for the goroutines to finish.
    println!("Waiting To Finish");
    wg.wait();

    println!("\nTerminating Program");
}
