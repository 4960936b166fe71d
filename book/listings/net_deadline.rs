//! A deadline is a moment, a timeout is a length of time.

use goroutines::net::UnixStream;
use goroutines::prelude::*;
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

#[goroutine]
fn main() -> io::Result<()> {
    let (mut slow, mut stream) = UnixStream::pair()?;
    go! {
        // A byte every ten milliseconds.
        while slow.write_all(b".").is_ok() {
            goroutines::time::sleep(Duration::from_millis(10));
        }
    }
    // Each read ends in time, so the timeout never strikes…
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.read_exact(&mut [0; 5])?;
    // …while the deadline is for all of them together.
    stream.set_read_deadline(Some(Instant::now() + Duration::from_millis(50)))?;
    let error = stream.read_exact(&mut [0; 1_000]).unwrap_err();
    println!("{error} ({:?})", error.kind());
    Ok(())
}
