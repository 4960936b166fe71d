use goroutines::{chan, go};

fn main() {
    let (tx, _rx) = chan::<u8>(1);
    go!(|tx| {
        tx <- 1;
    });
}
