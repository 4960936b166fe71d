//! The checker serves: whoever asks for a name hears how it is.

use goroutines::net::{Closed, SocketAddr, TcpListener, TcpStream};
use goroutines::prelude::*;
use goroutines::sync::RwLock;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::sync::Arc;
use std::time::Duration;

type Table = Arc<RwLock<HashMap<&'static str, &'static str>>>;

#[goroutine]
fn main() -> io::Result<()> {
    let table = Table::default();
    table.write().extend([("alpha", "up"), ("beta", "down")]);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let closing = listener.try_clone()?;
    let server = go!(|| serve(&listener, &table));

    let wg = WaitGroup::new();
    for name in ["alpha", "beta", "gamma"] {
        go!(in wg, |name| println!("{name}: {}", ask(address, name).unwrap()));
    }
    wg.wait();
    closing.close()?;
    println!("{:?}", server.join().unwrap());
    Ok(())
}

fn serve(listener: &TcpListener, table: &Table) -> io::Result<()> {
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                go!(|stream, table = table.clone()| {
                    let _ = answer(&stream, &table);
                });
            }
            Err(error) if Closed::is(&error) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

fn answer(mut stream: &TcpStream, table: &Table) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    for name in BufReader::new(stream).lines() {
        let state = table.read().get(&*name?).copied();
        writeln!(stream, "{}", state.unwrap_or("never heard of it"))?;
    }
    Ok(())
}

fn ask(address: SocketAddr, name: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    writeln!(stream, "{name}")?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    Ok(answer.trim_end().to_owned())
}
