//! `go!(in s, …)`: without a list a body borrows what it mentions, with one it moves.

#![deny(warnings)]

use goroutines::{go, scope};

fn check(data: &[u8], i: usize) -> u8 {
    data[i]
}

fn main() {
    let data = vec![1, 2, 3];
    let mut total = 0;
    scope(|s| {
        for i in 0..3 {
            go!(in s, |&data, i| check(data, i));
            go!(#[goroutine(name = format!("check {i}"))] in s, check(&data, i));
            go!(in s, #[goroutine(stack_size = "1 MiB")] |&data| { check(data, i) });
        }
        let first = go!(in s, { check(&data, 0) });
        go!(in s, { total += 1; });
        assert_eq!(first.join().unwrap(), 1);
    });
    scope(|s| {
        go!(in s, |&mut total| *total += 1);
    });
    assert_eq!(total, 2);
}
