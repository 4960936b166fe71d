#![deny(unused_must_use)]

use goroutines::prelude::*;

fn check(n: u32) -> Result<(), String> {
    if n > 1 { Err(format!("{n} is too much")) } else { Ok(()) }
}

#[goroutine]
fn main() {
    for n in 0..3 {
        go! {
            |n| check(n)
        }
    }
    scope(|s| {
        go!(in s, check(1));
    });
    let (tx, rx) = chan(1);
    tx.send(2).unwrap();
    select! {
        Ok(n) = <-rx else { return } => {
            go!(check(n));
        }
    }
    let all = go! {
        go!(check(3));
        println!("started");
    };
    all.join().unwrap();
}
