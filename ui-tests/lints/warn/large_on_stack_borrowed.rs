#![deny(deprecated)]

use goroutines::prelude::*;
use std::io::Read;

#[goroutine]
fn main() {
    let read = go!(|| {
        let mut file: &[u8] = b"text";
        file.read(&mut [0; 512 * 1024]).unwrap()
    });
    println!("{}", read.join().unwrap());
}
