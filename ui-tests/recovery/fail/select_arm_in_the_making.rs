use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    let n = select! {
        default => 1,
        v = <-rx
    };
    let text: &str = n;
}
