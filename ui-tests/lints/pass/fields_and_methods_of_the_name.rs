#![deny(deprecated)]

use goroutines::prelude::*;
#[derive(Clone, Copy)]
struct Pair {
    i: u32,
    j: u32,
}

impl Pair {
    fn i(self) -> u32 {
        self.i
    }
}

#[goroutine]
fn main() {
    for i in 0..3 {
        assert!(i < 3);
        let pair = Pair { i: 1, j: 2 };
        go! {
            assert_eq!(pair.i + pair.j + pair.i(), 4);
            let Pair { i: first, .. } = Pair { i: 3, ..pair };
            assert_eq!(first, 3);
            'i: loop {
                break 'i;
            }
        }
    }
}
