//! A goroutine that waits deep inside other functions.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (_tx, rx) = chan(0);
    go!(
        #[goroutine(name = "cashier")]
        serve(rx.clone())
    );
    select! {}
}

fn serve(orders: Receiver<u32>) {
    while let Some(total) = total(&orders) {
        println!("{total}");
    }
}

/// Price and number come one after the other.
fn total(orders: &Receiver<u32>) -> Option<u32> {
    Some(next(orders)? * next(orders)?)
}

fn next(orders: &Receiver<u32>) -> Option<u32> {
    orders.recv().ok()
}
