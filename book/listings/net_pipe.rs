//! A connection in memory, to try a protocol on.

use goroutines::net::{Pipe, pipe};
use goroutines::prelude::*;
use std::io::{self, BufRead, BufReader, Write};

#[goroutine]
fn main() -> io::Result<()> {
    let (client, server) = pipe();
    go!(|server| shout(&server));
    let mut answers = BufReader::new(&client).lines();
    for line in ["hello", "is anybody there?"] {
        writeln!(&client, "{line}")?;
        println!("{}", answers.next().unwrap()?);
    }
    Ok(())
}

fn shout(mut server: &Pipe) {
    for line in BufReader::new(server).lines().map_while(Result::ok) {
        let _ = writeln!(server, "{}", line.to_uppercase());
    }
}
