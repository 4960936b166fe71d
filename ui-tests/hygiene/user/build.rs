//! The macros in a build script, through the library.

use library::{chan, go, goroutine, select};

#[goroutine(crate = library::goroutines, max_procs = 2)]
fn main() {
    let (tx, rx) = chan(0);
    go!(|tx| tx.send(42).unwrap());
    let answer = select! { v = <-rx => v.unwrap() };
    println!("cargo::rustc-env=ANSWER={answer}");
    println!("cargo::rerun-if-changed=build.rs");
}
