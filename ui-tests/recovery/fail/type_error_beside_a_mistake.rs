use goroutines::{chan, go, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    go!(tx.send(1), tx.send(2));
    let handle = go!(|tx tx.send(1));
    handle.join().unwrap();
    let n: u8 = select! {
        v = rx => 1,
        default => 2,
    };
    let text: &str = n;
}
