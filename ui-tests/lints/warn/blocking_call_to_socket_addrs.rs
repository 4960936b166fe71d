#![deny(deprecated)]

use goroutines::prelude::*;
use std::net::ToSocketAddrs;

#[goroutine]
fn main() {
    let addresses = "localhost:80".to_socket_addrs();
    println!("{}", addresses.is_ok());
}
