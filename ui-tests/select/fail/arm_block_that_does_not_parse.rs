use goroutines::prelude::*;
fn main() {
    let (_tx, rx) = chan::<i32>(0);
    select! {
        v = <-rx => { let x = ; }
        v = <-rx => {}
    }
}
