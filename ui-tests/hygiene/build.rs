//! The macros in a build script, under another name.

#[gor::goroutine]
fn main() {
    let (tx, rx) = gor::chan(0);
    gor::go!(|tx| tx.send(42).unwrap());
    let answer = gor::select! { v = <-rx => v.unwrap() };
    println!("cargo::rustc-env=ANSWER={answer}");
    println!("cargo::rerun-if-changed=build.rs");
}
