// What stands in a function and in none of the macros, the compiler parses before `#[goroutine]` sees it.

use goroutines::{chan, goroutine};

#[goroutine]
fn main() {
    let (tx, rx) = chan::<u8>(1);
    tx <- 1;
    let v = <-rx;
    n := v;
}
