use goroutines::{chan, select};

fn main() {
    let (tx, rx) = chan::<u8>(1);
    select! {
        send(tx, "one") -> r => drop(r),
        recv(rx) -> v => drop(v),
    }
}
