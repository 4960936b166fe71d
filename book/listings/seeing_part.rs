//! A trace of a part of the program, with marks of its own.

use goroutines::prelude::*;
use goroutines::runtime::trace;
use std::fs::File;
use std::{env, fs, io};

#[goroutine]
fn main() -> io::Result<()> {
    let path = env::temp_dir().join("seeing_part.json");
    trace::start(File::create(&path)?)?;
    let (tx, rx) = chan(0);
    go! {
        for line in ["1", "two", "3"] {
            tx.send(line).unwrap();
        }
    };
    let mut sum = 0;
    {
        let _region = trace::region("parse"); // until it is dropped, also while the goroutine waits
        for line in rx {
            match line.parse::<i32>() {
                Ok(number) => sum += number,
                Err(_) => trace::event("not a number"),
            }
        }
    }
    trace::stop()?; // the file is complete
    println!("{sum}, {}", fs::read_to_string(&path)?.contains("not a number"));
    Ok(())
}
