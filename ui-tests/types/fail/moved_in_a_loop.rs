use goroutines::{chan, go};

fn main() {
    let (tx, rx) = chan::<u8>(3);
    for i in 0..3 {
        go!(|tx, i| tx.send(i).unwrap());
    }
    drop(rx);
}
