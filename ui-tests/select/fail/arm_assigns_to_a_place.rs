use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    let last = (1, 2);
    select! {
        last.0 = <-rx => {}
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
