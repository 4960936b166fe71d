//! Two goroutines print hashes and share one worker. With ten hashes each is done within its time slice; with many
//! more (`tour hashes 50000`) the checkpoints in `print_hashes` let the other one in, and the outputs alternate.

use goroutines::prelude::*;
use sha1::{Digest, Sha1};
use std::env;

#[goroutine(max_procs = 1)]
pub(crate) fn main() {
    let hashes = env::args().nth(2).and_then(|argument| argument.parse().ok()).unwrap_or(10);

    // wg is used to manage concurrency.
    let wg = WaitGroup::new();
    wg.add(2);

    println!("Create Goroutines");

    // Create the first goroutine and manage its lifecycle here.
    go!(|wg = wg.clone(), hashes| {
        print_hashes("A", hashes);
        wg.done();
    });

    // Create the second goroutine and manage its lifecycle here.
    go!(|wg = wg.clone(), hashes| {
        print_hashes("B", hashes);
        wg.done();
    });

    // Wait for the goroutines to finish.
    println!("Waiting To Finish");
    wg.wait();

    println!("Terminating Program");
}

/// Calculates the SHA-1 hashes of a range of numbers and prints each in hex encoding.
#[goroutine]
fn print_hashes(prefix: &str, hashes: u32) {
    for i in 1..=hashes {
        // Convert i to a string.
        let num = i.to_string();

        // Calculate hash for string num.
        let sum = Sha1::digest(num.as_bytes());

        // Print prefix: 5-digit-number: hex encoded hash
        println!("{prefix}: {i:05}: {}", hex(&sum));
    }
    println!("Completed {prefix}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
