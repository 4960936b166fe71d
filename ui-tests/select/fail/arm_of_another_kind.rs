use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        1 => {}
        GO => {}
        Some(v) => {}
        x = 1 + 2 => {}
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
