//! The server of `http_hello`, over TLS: `rustls` on top of the sockets, and the same loop on top of that.
//!
//! ```sh
//! cargo run --release -p goroutines --example https_hello -- 127.0.0.1:8443
//! curl --insecure https://127.0.0.1:8443/reader
//! ```
//!
//! Without the files of a certificate and its key, which may follow the address, it makes a certificate for `localhost` that nobody
//! trusts.

#[path = "../http_hello/server.rs"]
mod server;

use goroutines::context::Context;
use goroutines::net::{TcpListener, TcpStream};
use goroutines::prelude::*;
use goroutines::signal::{Signal, notify_context};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use server::{Limits, Request, Response};
use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Instant;
use std::{env, path::Path};

#[goroutine]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (certificates, key) = match &arguments[..] {
        [_, certificate, key] => (read_certificates(certificate.as_ref())?, PrivateKeyDer::from_pem_file(key)?),
        _ => make_certificate()?,
    };
    let tls = Arc::new(ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key)?);
    let listener = TcpListener::bind(arguments.first().map_or("127.0.0.1:8443", String::as_str))?;
    println!("https://{}", listener.local_addr()?);
    let (ctx, _stop) = notify_context(&Context::background(), &[Signal::INTERRUPT, Signal::TERMINATE]);
    server::serve(&listener, &ctx, Limits::default(), move |socket, ctx, limits| secure(&tls, socket, ctx, limits))?;
    println!("good bye");
    Ok(())
}

// ANCHOR: secure
/// Serves one connection. The deadlines that the loop sets are the socket's, so they hold for the handshake, too.
fn secure(tls: &Arc<ServerConfig>, socket: &TcpStream, ctx: &Context, limits: Limits) -> io::Result<()> {
    let connection = ServerConnection::new(Arc::clone(tls)).map_err(io::Error::other)?;
    socket.set_write_deadline(Some(Instant::now() + limits.transfer))?;
    let mut stream = StreamOwned::new(connection, socket);
    let served = server::connection(&mut stream, socket, ctx, limits, hello);
    // Without a goodbye the peer cannot tell the end from a cut. (`flush` would go on with a handshake that has failed.)
    stream.conn.send_close_notify();
    while !stream.conn.is_handshaking() && stream.conn.wants_write() {
        stream.conn.write_tls(&mut stream.sock)?;
    }
    served
}
// ANCHOR_END: secure

fn hello(request: &Request<'_>) -> Response {
    let name = request.path.trim_start_matches('/');
    let name = if name.is_empty() { "world" } else { name };
    match request.method {
        "GET" => Response { status: "200 OK", body: format!("hello, {name}, in secret\n").into_bytes() },
        _ => Response { status: "405 Method Not Allowed", body: request.body.to_vec() },
    }
}

fn read_certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Box<dyn Error>> {
    Ok(CertificateDer::pem_file_iter(file)?.collect::<Result<_, _>>()?)
}

fn make_certificate() -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Box<dyn Error>> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    Ok((vec![made.cert.der().clone()], PrivateKeyDer::try_from(made.key_pair.serialize_der())?))
}
