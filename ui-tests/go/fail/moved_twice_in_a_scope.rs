use goroutines::prelude::*;
#[goroutine]
fn main() {
    let s = String::from("x");
    scope(|sc| {
        go!(in sc, |s| println!("{s}"));
        go!(in sc, |s| println!("{s}"));
    });
    println!("{s}");
}
