use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    select! {
        Ok(v) = <-rx else { return } => { let n = v. }
        default => { let text: &str = 5; }
    };
}
