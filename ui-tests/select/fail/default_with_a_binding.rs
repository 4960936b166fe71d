use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        default() -> v => {}
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
