//! Producers that nobody waits for end without a word. Run by `tests/send_or_exit.rs`.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let wg = WaitGroup::new();
    for _ in 0..3 {
        let (own, _) = chan(0);
        go!(in wg, || own.send_or_exit(()));
    }
    go!(in wg, || {
        for n in 0.. {
            tx.send_or_exit(n);
        }
    });
    let seen: Vec<String> = rx.iter().take(3).map(|n: u32| n.to_string()).collect();
    drop(rx);
    wg.wait();
    println!("{}", seen.join(" "));
}
