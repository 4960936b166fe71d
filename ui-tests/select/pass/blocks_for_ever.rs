//! `select! {}` has type `!`.

use goroutines::select;

fn never() -> ! {
    select! {}
}

fn main() {
    let _: fn() -> ! = never;
}
