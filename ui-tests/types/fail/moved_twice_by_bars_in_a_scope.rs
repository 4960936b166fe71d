use goroutines::{go, scope};

fn main() {
    let s = String::from("x");
    scope(|sc| {
        go!(in sc, || println!("{s}"));
        go!(in sc, || println!("{s}"));
    });
}
