#![deny(deprecated)]

use goroutines::prelude::*;
mod fs {
    pub fn read(path: &str) -> &str {
        path
    }
}

mod net {
    pub struct TcpStream;

    impl TcpStream {
        pub fn connect(address: &str) -> &str {
            address
        }
    }
}

#[goroutine]
fn main() {
    assert_eq!(fs::read("x"), "x");
    assert_eq!(net::TcpStream::connect("x"), "x");
    let address = std::net::Ipv4Addr::new(127, 0, 0, 1);
    assert!(address.is_loopback());
}
