use goroutines::{chan, select};

fn main() {
    let (tx, _rx) = chan::<u8>(1);
    select! {
        recv(tx) -> v => drop(v),
        default => {}
    }
}
