use goroutines::{chan, go};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    loop {
        go!(|rx = rx.clone()| {
            if rx.recv().is_err() {
                break;
            }
        });
    }
}
