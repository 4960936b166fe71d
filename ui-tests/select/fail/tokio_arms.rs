use goroutines::prelude::*;
fn main() {
    let (tx, rx) = chan::<i32>(0);
    select! {
        v = rx.recv() => println!("{v:?}"),
        _ = tx.send(1) => println!("sent"),
        else => println!("none"),
    }
}
