use goroutines::prelude::*;
fn main() {
    let mut buf = [0u8; 16];
    let s = String::from("x");
    let r = &s;
    go! { println!("{r}"); }
    go!(println!("{}", s));
    scope(|s2| { go!(s2, || println!("{s}")); });
    scope(|s2| { go!(in s2 || println!("{s}")); });
    scope(|s2| { go!(in s2 { println!("{s}") }); });
    scope(|s2| { s2.go(|| println!("{s}")); });
}
