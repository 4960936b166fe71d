//! Standard input, as in `std::io`: the goroutine is parked until there is some. And [`copy`], from any reader to any writer.
//!
//! Reading from `std::io::stdin()` holds up all goroutines of the worker. Writing to standard output rarely waits, and
//! `println!` stays std's.
//!
//! A reading that nobody answers takes one of the pool's threads for as long as it lasts, as each blocking call does. Bytes that
//! are read ahead are in std's own buffer, so both kinds of reading may be mixed.

#![forbid(unsafe_code)]

use crate::blocking::call::blocking;
use crate::blocking::streams::read_through_blocking;
use std::fmt;
use std::io::{self, Read, Write};

/// The process's standard input: std's [`stdin`](std::io::stdin).
///
/// ```
/// let mut line = String::new();
/// goroutines::io::stdin().read_line(&mut line)?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn stdin() -> Stdin {
    Stdin { inner: io::stdin() }
}

/// A handle to standard input: std's [`Stdin`](std::io::Stdin).
///
/// It cannot be locked: the lock belongs to a thread, and another goroutine of the thread that wanted it would hang. For
/// `BufRead`, wrap it into a `std::io::BufReader`.
pub struct Stdin {
    inner: io::Stdin,
}

impl Stdin {
    /// Reads a line with its line feed and appends it; 0 bytes at the end of the input.
    ///
    /// # Errors
    ///
    /// The system's, and a line that is not UTF-8.
    ///
    /// ```
    /// let mut line = String::new();
    /// while goroutines::io::stdin().read_line(&mut line)? > 0 {
    ///     print!("{line}");
    ///     line.clear();
    /// }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn read_line(&self, line: &mut String) -> io::Result<usize> {
        blocking(|| self.inner.read_line(line))
    }

    /// The lines from here to the end of the input, without their line feeds.
    ///
    /// ```
    /// for line in goroutines::io::stdin().lines() {
    ///     println!("{}", line?);
    /// }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn lines(self) -> Lines {
        Lines { stdin: self }
    }
}

read_through_blocking!(Stdin, |stdin| (&stdin.inner));
read_through_blocking!(&Stdin, |stdin| (&stdin.inner));

impl fmt::Debug for Stdin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stdin").finish_non_exhaustive()
    }
}

/// Copies everything that a reader has to a writer, and tells how many bytes that were: std's [`copy`](io::copy), and Go's
/// `io.Copy`. The bytes go through a buffer on the heap, where std's is on the stack and makes each goroutine that copies deeper
/// by two pages.
///
/// Between two sockets, [`net::copy`](crate::net::copy) takes less time.
///
/// # Errors
///
/// The reader's or the writer's.
///
/// ```
/// use goroutines::{go, io, net};
/// use std::io::{Read, Write};
///
/// let (mut a, mut b) = net::pipe();
/// let handle = go! {
///     let mut text = Vec::new();
///     io::copy(&mut b, &mut text).map(|count| (count, text))
/// };
/// a.write_all(b"hello")?;
/// drop(a);
/// assert_eq!(handle.join().unwrap()?, (5, b"hello".to_vec()));
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "Copy")]
pub fn copy<R: Read + ?Sized, W: Write + ?Sized>(reader: &mut R, writer: &mut W) -> io::Result<u64> {
    let mut buffer = vec![0; COPIED_AT_A_TIME];
    let mut count = 0;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(count),
            Ok(length) => {
                writer.write_all(&buffer[..length])?;
                count += length as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Go's buffer has the same size.
const COPIED_AT_A_TIME: usize = 32 << 10;

/// The lines of standard input; see [`Stdin::lines`].
#[derive(Debug)]
pub struct Lines {
    stdin: Stdin,
}

impl Iterator for Lines {
    type Item = io::Result<String>;

    #[track_caller]
    fn next(&mut self) -> Option<io::Result<String>> {
        let mut line = String::new();
        match self.stdin.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => {
                if line.ends_with('\n') {
                    line.pop();
                    if line.ends_with('\r') {
                        line.pop();
                    }
                }
                Some(Ok(line))
            }
            Err(error) => Some(Err(error)),
        }
    }
}
