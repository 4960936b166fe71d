#![deny(deprecated)]
#![allow(non_upper_case_globals)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        go! {
            fn i() {}
            i();
        };
        go! {
            use std::process::id as i;
            assert!(i() > 0);
        };
        go! {
            static i: u32 = 3;
            assert_eq!(i, 3);
        };
        let _ = i;
    }
}
