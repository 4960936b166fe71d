#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        assert!(i < 3);
        go! {
            let text = format!("{{i}} {i}", i = 3);
            assert_eq!(text, "{i} 3");
            assert_eq!(stringify!(i), "i");
            assert_eq!("{i}".len(), 3);
        }
    }
}
