#![deny(deprecated)]

use goroutines::prelude::*;
use std::net::{Ipv4Addr, ToSocketAddrs};

#[goroutine]
fn main() {
    let mut addresses = "127.0.0.1:80".to_socket_addrs().unwrap();
    assert!(addresses.next().is_some());
    assert!((Ipv4Addr::LOCALHOST, 80).to_socket_addrs().is_ok());
    assert!(("::1", 80).to_socket_addrs().is_ok());
}
