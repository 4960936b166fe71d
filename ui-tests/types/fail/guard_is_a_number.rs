use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    select! {
        v = <-rx if 1 => drop(v),
        default => {}
    }
}
