use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    select! {
        (v, _) = <-rx else { return } => drop::<u8>(v),
        default => {}
    }
}
