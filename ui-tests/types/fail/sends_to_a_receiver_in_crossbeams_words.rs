use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    select! {
        send(rx, 1) -> r => drop(r),
        default => {}
    }
}
