#![deny(deprecated)]

use goroutines::prelude::*;
macro_rules! each {
    ($name:ident in $list:expr => $body:block) => {
        for $name in $list $body
    };
}

#[goroutine]
fn main() {
    for i in 0..3 {
        each!(n in [1, 2] => {
            go!(|n| assert!(n < 3));
        });
        assert!(i < 3);
    }
}
