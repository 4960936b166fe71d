use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    select! {
        Some(v) = <-rx else { return } => drop::<u8>(v),
        default => {}
    }
}
