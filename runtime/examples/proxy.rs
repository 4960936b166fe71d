//! A TCP proxy: passes on what arrives, in both directions, and their ends one by one (half-close).
//!
//! ```sh
//! cargo run --release -p goroutines --example proxy -- 127.0.0.1:7002 example.org:80
//! ```

use goroutines::context::Context;
use goroutines::net::{Shutdown, TcpListener, TcpStream, copy};
use goroutines::prelude::*;
use goroutines::time::sleep;
use std::env;
use std::io;
use std::time::Duration;

/// How long it may take to reach the other side.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long nothing is accepted after a failure.
const PAUSE: Duration = Duration::from_millis(50);

#[goroutine]
fn main() -> io::Result<()> {
    let (Some(from), Some(to)) = (env::args().nth(1), env::args().nth(2)) else {
        return Err(io::Error::other(
            "say where to listen and where to connect to: proxy 127.0.0.1:7002 example.org:80",
        ));
    };
    let listener = TcpListener::bind(&from)?;
    println!("listening on {}, for {to}", listener.local_addr()?);
    for client in listener.incoming() {
        let client = match client {
            Ok(client) => client,
            // No descriptor is left, most likely: some have been closed soon.
            Err(error) => {
                eprintln!("accept: {error}");
                sleep(PAUSE);
                continue;
            }
        };
        go!(|client, to = to.clone()| {
            match pass_on(&client, to) {
                Ok((there, back)) => println!("{there} bytes there, {back} back"),
                Err(error) => eprintln!("{client:?}: {error}"),
            }
        });
    }
    Ok(())
}

fn pass_on(client: &TcpStream, to: String) -> io::Result<(u64, u64)> {
    let (ctx, _cancel) = Context::background().with_timeout(PATIENCE);
    let server = TcpStream::connect_with(&ctx, to)?;
    scope(|s| {
        let there = s.spawn(|| one_way(client, &server));
        let back = one_way(&server, client);
        let there = there.join().unwrap_or_else(|_| Err(io::Error::other("one direction has panicked")));
        Ok((there?, back?))
    })
}

/// Copies to the end, and passes the end on. After an error there is no use in the other direction.
fn one_way(from: &TcpStream, to: &TcpStream) -> io::Result<u64> {
    let copied = copy(from, to);
    let how = if copied.is_ok() { Shutdown::Write } else { Shutdown::Both };
    let _ = to.shutdown(how);
    if copied.is_err() {
        let _ = from.shutdown(Shutdown::Both);
    }
    copied
}
