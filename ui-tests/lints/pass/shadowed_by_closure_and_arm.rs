#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        assert!(i < 3);
        go! {
            let add = |i: u32| i + 1;
            match Some(add(1)) {
                Some(i) if i > 0 => assert_eq!(i, 2),
                _ => {}
            }
            if let Some(i) = Some(3) {
                assert_eq!(i, 3);
            }
        }
    }
}
