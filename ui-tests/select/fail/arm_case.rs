use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        case v = <-rx => drop(v),
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
