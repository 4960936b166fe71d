//! The checker asks over the network: a server is up if it answers in time.

use goroutines::net::{SocketAddr, TcpListener, TcpStream};
use goroutines::prelude::*;
use std::io::{self, Read, Write};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_millis(100);

#[goroutine]
fn main() -> io::Result<()> {
    let alpha = TcpListener::bind("127.0.0.1:0")?;
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let servers = [("alpha", alpha.local_addr()?), ("silent", silent.local_addr()?)];
    go! {
        for stream in alpha.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.write_all(b"up\n");
        }
    }
    for (name, address) in servers {
        match ask(address) {
            Ok(answer) => println!("{name}: {}", answer.trim_end()),
            Err(error) => println!("{name}: {error}"),
        }
    }
    Ok(())
}

fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_deadline(Some(std::time::Instant::now() + PATIENCE))?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
