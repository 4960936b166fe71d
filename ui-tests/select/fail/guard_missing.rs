use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        _ = <-rx if => {}
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
