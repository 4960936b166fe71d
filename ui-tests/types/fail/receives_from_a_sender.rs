use goroutines::{chan, select};

fn main() {
    let (tx, _rx) = chan::<u8>(1);
    select! {
        v = <-tx => drop(v),
        default => {}
    }
}
