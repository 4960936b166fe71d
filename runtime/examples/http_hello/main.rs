//! An HTTP server that says hello.
//!
//! ```sh
//! cargo run --release -p goroutines --example http_hello -- 127.0.0.1:8080
//! curl http://127.0.0.1:8080/reader
//! ```
//!
//! Ctrl-C ends it: what has been asked is answered first. A second one does not wait for that.

mod server;

use goroutines::context::Context;
use goroutines::net::TcpListener;
use goroutines::prelude::*;
use goroutines::signal::{Signal, notify_context};
use server::{Limits, Request, Response};
use std::env;
use std::io;

#[goroutine]
fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(&address)?;
    println!("http://{}", listener.local_addr()?);
    let (ctx, _stop) = notify_context(&Context::background(), &[Signal::INTERRUPT, Signal::TERMINATE]);
    server::serve(&listener, &ctx, Limits::default(), |stream, ctx, limits| {
        server::connection(stream, stream, ctx, limits, hello)
    })?;
    println!("good bye");
    Ok(())
}

fn hello(request: &Request<'_>) -> Response {
    let name = request.path.trim_start_matches('/');
    match request.method {
        "GET" | "POST" => {
            let name = if name.is_empty() { "world" } else { name };
            let more = if request.body.is_empty() { "" } else { ", thank you" };
            Response { status: "200 OK", body: format!("hello, {name}{more}\n").into_bytes() }
        }
        _ => Response { status: "405 Method Not Allowed", body: Vec::new() },
    }
}
