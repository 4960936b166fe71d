#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    use std::net::ToSocketAddrs;
    let addresses = "localhost:80".to_socket_addrs();
    println!("{}", addresses.is_ok());
}
