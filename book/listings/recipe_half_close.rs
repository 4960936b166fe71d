//! One direction ends before the other: the end of the question, and then the answer.

use goroutines::net::{Shutdown, TcpListener, TcpStream};
use goroutines::prelude::*;
use std::io::{self, Read, Write};

#[goroutine]
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = go!(|listener| {
        let (mut stream, _) = listener.accept()?;
        let mut question = String::new();
        // Up to the end of what the client has to say.
        stream.read_to_string(&mut question)?;
        write!(stream, "{} words", question.split_whitespace().count())
    });
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"as long a question as you like")?;
    stream.shutdown(Shutdown::Write)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    println!("{answer}");
    server.join().unwrap()
}
