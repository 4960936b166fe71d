//! One goroutine sends numbers, another receives them until the channel is closed.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
fn print_numbers(c: Sender<i32>) {
    for i in 1..=5 {
        c.send(i).unwrap(); // Send number to channel
        sleep(Duration::from_millis(10));
    }
    c.close(); // Close the channel
}

#[goroutine]
pub(crate) fn main() {
    let (tx, rx) = chan(0);
    go!(print_numbers(tx)); // Start goroutine

    for num in rx {
        println!("Received: {num}");
    }
}
