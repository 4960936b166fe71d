//! A server that sends back what it receives: a goroutine for each connection.
//!
//! ```sh
//! cargo run --release -p goroutines --example echo -- 127.0.0.1:7000
//! nc 127.0.0.1 7000
//! ```

use goroutines::net::{TcpListener, TcpStream};
use goroutines::prelude::*;
use goroutines::time::sleep;
use std::env;
use std::io::{self, Read, Write};
use std::time::Duration;

/// How long a connection may say nothing.
const IDLE: Duration = Duration::from_secs(60);

#[goroutine]
fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:7000".to_owned());
    let listener = TcpListener::bind(&address)?;
    println!("listening on {}", listener.local_addr()?);
    serve(&listener)
}

fn serve(listener: &TcpListener) -> io::Result<()> {
    let mut pause = Duration::ZERO;
    loop {
        match listener.accept() {
            Ok((stream, peer)) => {
                pause = Duration::ZERO;
                go!(|stream, peer| {
                    if let Err(error) = echo(&stream) {
                        eprintln!("{peer}: {error}");
                    }
                });
            }
            // No descriptor is left, most likely: wait until connections have ended.
            Err(error) => {
                pause = (pause * 2).clamp(Duration::from_millis(5), Duration::from_secs(1));
                eprintln!("accept: {error}; again in {pause:?}");
                sleep(pause);
            }
        }
    }
}

fn echo(mut stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    let mut buffer = vec![0; 16 << 10];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            length => stream.write_all(&buffer[..length])?,
        }
    }
}
