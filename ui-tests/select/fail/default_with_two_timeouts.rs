use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    let t = std::time::Duration::ZERO;
    select! {
        default(t, t) => {}
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
