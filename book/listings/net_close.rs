//! Another goroutine ends a read that waits.

use goroutines::net::{Closed, UnixStream};
use goroutines::prelude::*;
use std::io::{self, Read};

#[goroutine]
fn main() -> io::Result<()> {
    let (stream, _peer) = UnixStream::pair()?;
    let reader = stream.try_clone()?;
    let reading = go!(|| (&reader).read(&mut [0; 16]));
    stream.close()?;
    let error = reading.join().unwrap().unwrap_err();
    println!("{error}");
    assert!(Closed::is(&error));
    Ok(())
}
