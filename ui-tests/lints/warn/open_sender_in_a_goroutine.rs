#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let sum = go! {
        let (tx, rx) = chan(1);
        tx.send(1).unwrap();
        let mut sum = 0;
        for v in &rx {
            sum += v;
        }
        sum
    };
    println!("{}", sum.join().unwrap());
}
