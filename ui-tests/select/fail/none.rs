use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        None = <-rx => {}
        Some(1) | None = <-rx else { return } => {}
        (_, None) = <-each [&rx, &rx] => {}
        tx <- 1 => {}
    }
}
