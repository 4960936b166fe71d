use goroutines::prelude::*;
fn main() {
    let (tx, rx) = chan::<i32>(0);
    let (done, quit) = chan::<i32>(0);
    select! {
        tx <- 1 => { x, y = 1, 2; }
        <-quit => return,
    }
}
