use goroutines::prelude::*;
#[goroutine]
fn main() {
    let (tx, rx) = chan::<i32>(0);
    go!(tx <- 1);
    let v = <-rx;
    println!("{v}");
}
