#![deny(unused_must_use)]

use goroutines::prelude::*;

fn count(file: &str) -> std::io::Result<usize> {
    Ok(goroutines::fs::read_to_string(file)?.len())
}

#[goroutine]
fn main() {
    go!(count("a.txt"));
    go! {
        let n = count("b.txt")?;
        println!("{n}");
        Ok::<(), std::io::Error>(())
    }
    go!(|| count("c.txt"));
}
