#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut count = 3;
    let handle = go!(|mut count| {
        while count > 0 {
            count -= 1;
        }
        count
    });
    assert_eq!(handle.join().unwrap(), 0);
    count += 1;
    assert_eq!(count, 4);
}
