#![deny(deprecated)]

use goroutines::net::{TcpListener, TcpStream};
use goroutines::prelude::*;
use std::io::Write;

#[goroutine]
fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let handle = go!(|| listener.accept().unwrap().0.write_all(b"hello").unwrap());
    let mut stream = TcpStream::connect(address).unwrap();
    std::io::copy(&mut stream, &mut std::io::sink()).unwrap();
    handle.join().unwrap();
}
