use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        default if true => {}
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
