//! Servers, which are asked by the generator of load: they say where they listen, and serve until the process is ended.

#![forbid(unsafe_code)]

use crate::{ANSWER, is_whole};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(super) async fn serve(row: String) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        match row.as_str() {
            "serve_echo" => drop(tokio::spawn(echo(stream))),
            "serve_hello" => drop(tokio::spawn(hello(stream))),
            _ => drop(tokio::spawn(http(stream))),
        }
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            length => stream.write_all(&buffer[..length]).await?,
        }
    }
}

async fn hello(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let mut filled = 0;
    loop {
        match stream.read(&mut buffer[filled..]).await? {
            0 => return Ok(()),
            length => filled += length,
        }
        if is_whole(&buffer[..filled]) {
            stream.write_all(ANSWER).await?;
            filled = 0;
        }
    }
}

async fn http(stream: TcpStream) {
    let service = service_fn(|_: Request<Incoming>| async {
        let response = Response::builder().header("content-type", "text/plain");
        Ok::<_, Infallible>(response.body(Full::new(Bytes::from_static(b"Hello, World!"))).expect("it is well formed"))
    });
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
