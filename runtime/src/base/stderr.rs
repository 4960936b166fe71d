//! What the runtime has to say, on standard error.
//!
//! A report that cannot be written is lost, and nothing else comes of it: whoever reads standard error may have gone, the
//! disk may be full, the descriptor closed. std's `eprint!` panics then, on the thread that reports, which here may be a
//! worker, the watch, or a thread in a panic hook. It also waits for std's lock, whose holder may be the very goroutine
//! that is stuck. So nothing in the runtime uses it.
//!
//! What is written here is not part of a test's captured output. Nothing of std's that a stable crate can call writes there
//! without that risk, except a panic; and the runtime's threads have no capture.

use std::fmt;
use std::io::{self, Write};

/// Writes a report, if it can be written.
pub(crate) fn report(text: fmt::Arguments<'_>) {
    let mut out = Stderr::new();
    let _ = out.write_fmt(text);
    out.flush();
}

/// Standard error without a lock or an allocation.
pub(crate) struct Stderr {
    buffer: [u8; 1024],
    used: usize,
}

impl Stderr {
    pub(crate) fn new() -> Stderr {
        Stderr { buffer: [0; 1024], used: 0 }
    }

    fn put(&mut self, byte: u8) {
        if self.used == self.buffer.len() {
            self.flush();
        }
        self.buffer[self.used] = byte;
        self.used += 1;
    }

    pub(crate) fn flush(&mut self) {
        let mut rest = &self.buffer[..self.used];
        while !rest.is_empty() {
            // SAFETY: the pointer and length are those of a live slice.
            let written = unsafe { libc::write(libc::STDERR_FILENO, rest.as_ptr().cast(), rest.len()) };
            match usize::try_from(written) {
                Ok(written) if written > 0 => rest = &rest[written..],
                _ if io::Error::last_os_error().kind() == io::ErrorKind::Interrupted => {}
                _ => break,
            }
        }
        self.used = 0;
    }
}

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            self.put(byte);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Stderr::flush(self);
        Ok(())
    }
}
