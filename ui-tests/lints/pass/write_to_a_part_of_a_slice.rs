#![deny(deprecated)]

use goroutines::prelude::*;

struct Total {
    sum: u32,
}

#[goroutine]
fn main() {
    let mut data = [0, 0, 0, 0];
    let (left, right) = data.split_at_mut(2);
    scope(|s| {
        go!(in s, || left[0] = 1);
        go!(in s, || right[0] = 3);
    });
    let mut totals = [Total { sum: 0 }, Total { sum: 0 }];
    scope(|s| {
        for total in &mut totals {
            go!(in s, |total| total.sum += 5);
        }
    });
    assert_eq!(data[0] + data[2] + totals[0].sum + totals[1].sum, 14);
}
