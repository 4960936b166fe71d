use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    select! {
        v, ok = <-rx => drop((v, ok)),
        default => {}
    }
}
