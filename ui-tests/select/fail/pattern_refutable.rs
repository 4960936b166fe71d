use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        Ok(v) = <-rx => drop::<u8>(v),
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
