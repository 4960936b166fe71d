#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let stream = std::net::TcpStream::connect("localhost:80");
    println!("{}", stream.is_ok());
}
