use goroutines::{chan, select};

fn f() {}

fn main() {
    let (tx, rx) = chan::<u8>(1);
    let value = 1;
    select! {
        tx <- value { f() }
        tx <- 1 => {}
        v = <-rx => drop(v),
    }
}
