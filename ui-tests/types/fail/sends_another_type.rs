use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        r = tx <- "one" => drop(r),
        v = <-rx => drop(v),
    }
}
