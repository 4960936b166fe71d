use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    let n: u8 = select! {
        Ok(v) = <-rx else { return } => v.,
        default => 2,
    };
    let text: &str = n;
}
