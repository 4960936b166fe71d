use goroutines::prelude::*;

thread_local! {
    static TOTAL: u32 = 1;
}

#[goroutine(deny(park_in_local))]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    TOTAL.with(|_| rx.recv().unwrap());
}
