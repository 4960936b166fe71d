//! What happens once, however many goroutines ask for it.

use goroutines::prelude::*;
use goroutines::sync::{Once, once_func, once_value};

#[goroutine]
fn main() {
    let greeted = Once::new();
    let warn = once_func(|| println!("the disk is nearly full"));
    let answer = once_value(|| {
        println!("computing");
        6 * 7
    });
    for _ in 0..3 {
        greeted.call_once(|| println!("hello"));
        warn();
        assert_eq!(answer(), 42);
    }
}
