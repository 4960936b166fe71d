use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        v = <-5 => drop(v),
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
