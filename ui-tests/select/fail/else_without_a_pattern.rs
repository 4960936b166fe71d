use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        <-rx else { return } => {}
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
