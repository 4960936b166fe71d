//! Servers, which are asked by the generator of load: they say where they listen, and serve until the process is ended.

use crate::{ANSWER, is_whole};
use may::net::{TcpListener, TcpStream};
use std::io::{self, Read, Write};

pub(super) fn serve(row: &str) -> io::Result<()> {
    let handle: fn(TcpStream) -> io::Result<()> = if row == "serve_hello" { hello } else { echo };
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        stream.set_nodelay(true)?;
        super::spawning::start(move || {
            let _ = handle(stream);
        });
    }
    Ok(())
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            length => stream.write_all(&buffer[..length])?,
        }
    }
}

fn hello(mut stream: TcpStream) -> io::Result<()> {
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
