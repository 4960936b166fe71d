#![deny(deprecated)]

use goroutines::prelude::*;

mod state {
    thread_local! {
        pub static NAME: String = String::from("x");
    }
}

fn main() {
    let (tx, rx) = chan(0);
    go!(|| state::NAME.with(|name| tx.send(name.clone()).unwrap()));
    println!("{:?}", rx.recv());
}
