use goroutines::{chan, select};

fn f() {}

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        _ = <-rx => f()
        default => {}
        tx <- 1 => {}
    }
}
