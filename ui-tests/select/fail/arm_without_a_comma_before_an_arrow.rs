use goroutines::{chan, select};

fn f() {}

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        _ = <-rx => f()
        <-rx => f(),
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
