#![deny(deprecated)]

use goroutines::net::ToSocketAddrs;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    // The name is looked up without holding up the worker.
    assert!("localhost:80".to_socket_addrs().is_ok());
    go!(|| assert!(("localhost", 80).to_socket_addrs().is_ok())).join().unwrap();
}
