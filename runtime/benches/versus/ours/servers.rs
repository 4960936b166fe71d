//! Servers, which are asked by `net/load.rs`: they say where they listen, and serve until the process is ended.

#![forbid(unsafe_code)]

use goroutines::go;
use goroutines::net::{TcpListener, TcpStream};
use std::io::{self, Read, Write};

pub(crate) const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

/// Whether a request without a body has come in whole: the least parser that serves.
pub(crate) fn is_whole(request: &[u8]) -> bool {
    request.ends_with(b"\r\n\r\n")
}

pub(super) fn serve(row: &str) -> io::Result<()> {
    let handle = if row == "serve_hello" { hello } else { echo };
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        go!(|stream| {
            // What goes wrong with one connection ends that one.
            let _ = stream.set_nodelay(true).and_then(|()| handle(&stream));
        });
    }
    Ok(())
}

fn echo(mut stream: &TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            length => stream.write_all(&buffer[..length])?,
        }
    }
}

fn hello(mut stream: &TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let mut filled = 0;
    loop {
        match stream.read(&mut buffer[filled..])? {
            0 => return Ok(()),
            length => filled += length,
        }
        if is_whole(&buffer[..filled]) {
            stream.write_all(ANSWER)?;
            filled = 0;
        }
    }
}
