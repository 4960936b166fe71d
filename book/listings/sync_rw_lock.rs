//! Three readers have the lock at the same time.

use goroutines::prelude::*;
use goroutines::sync::{Barrier, RwLock};

#[goroutine]
fn main() {
    let price = RwLock::new(10);
    let all_here = Barrier::new(3);
    scope(|s| {
        for _ in 0..3 {
            go!(in s, {
                let price = price.read();
                all_here.wait(); // with a Mutex nobody would ever come here second
                assert_eq!(*price, 10);
            });
        }
    });
    *price.write() += 1;
    println!("the price is {}", *price.read());
}
