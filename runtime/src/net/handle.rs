//! What all sockets have in common, written once: limits, options, traits and conversions.

#![forbid(unsafe_code)]

/// Go's deadlines and closing, for a type that has an `Arc<Socket<_>>` inside.
macro_rules! limits {
    ($name:ident, $example:literal) => {
        impl $name {
            /// Sets the moment after which reads and writes fail with `TimedOut`: those that wait now, and all that come
            /// later, until another deadline is set. `None` takes it away. Go's `SetDeadline`.
            ///
            /// Any goroutine may set it; [`set_read_timeout`](Self::set_read_timeout) limits each call anew instead.
            ///
            /// # Errors
            ///
            /// If the socket was closed.
            ///
            #[doc = concat!("```\n", $example, "\n```")]
            #[doc(alias = "SetDeadline")]
            pub fn set_deadline(&self, deadline: Option<Instant>) -> io::Result<()> {
                self.inner.set_deadline(deadline)
            }

            /// Sets the moment after which reads fail; see [`set_deadline`](Self::set_deadline). Go's `SetReadDeadline`.
            ///
            /// # Errors
            ///
            /// If the socket was closed.
            #[doc(alias = "SetReadDeadline")]
            pub fn set_read_deadline(&self, deadline: Option<Instant>) -> io::Result<()> {
                self.inner.set_deadline_of(Side::Read, deadline)
            }

            /// Sets the moment after which writes fail; see [`set_deadline`](Self::set_deadline). Go's `SetWriteDeadline`.
            ///
            /// # Errors
            ///
            /// If the socket was closed.
            #[doc(alias = "SetWriteDeadline")]
            pub fn set_write_deadline(&self, deadline: Option<Instant>) -> io::Result<()> {
                self.inner.set_deadline_of(Side::Write, deadline)
            }

            /// Limits how long each read from now on may wait: std's. When the time is up, the read fails with `WouldBlock`, as
            /// std's does on Unix. `None` takes the limit away.
            ///
            /// # Errors
            ///
            /// If the time is zero, or the socket was closed.
            pub fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
                self.inner.set_timeout(Side::Read, timeout)
            }

            /// Limits how long each write from now on may wait; see [`set_read_timeout`](Self::set_read_timeout).
            ///
            /// # Errors
            ///
            /// If the time is zero, or the socket was closed.
            pub fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
                self.inner.set_timeout(Side::Write, timeout)
            }

            /// How long a read may wait.
            ///
            /// # Errors
            ///
            /// If the socket was closed.
            pub fn read_timeout(&self) -> io::Result<Option<Duration>> {
                self.inner.timeout(Side::Read)
            }

            /// How long a write may wait.
            ///
            /// # Errors
            ///
            /// If the socket was closed.
            pub fn write_timeout(&self) -> io::Result<Option<Duration>> {
                self.inner.timeout(Side::Write)
            }
        }
    };
}

/// Options and conversions.
macro_rules! handle {
    ($name:ident, $std:ty, $io:ty, $from:expr) => {
        impl $name {
            /// Closes the socket for all handles: calls that wait, of any goroutine or thread, fail with
            /// [`Closed`](crate::net::Closed), and so do all that come later. Go's `Close`. Dropping the last handle closes it, too.
            ///
            /// # Errors
            ///
            /// If it was closed before, or the process had no descriptor left when it made its first socket and has none now; then
            /// it is closed when the last handle is dropped, and calls fail all the same.
            #[doc(alias = "Close")]
            pub fn close(&self) -> io::Result<()> {
                self.inner.close()
            }

            /// Another handle to the same socket. Unlike std's it takes no descriptor, and cannot fail unless the socket was
            /// closed.
            ///
            /// # Errors
            ///
            /// If the socket was closed.
            pub fn try_clone(&self) -> io::Result<$name> {
                self.inner.ask(|_| Ok($name { inner: Arc::clone(&self.inner) }))
            }

            /// The error that the system has noted for the socket, which takes it away: std's.
            ///
            /// # Errors
            ///
            /// If it cannot be asked for.
            pub fn take_error(&self) -> io::Result<Option<io::Error>> {
                self.inner.ask(|io| io.take_error())
            }

            /// With `true`, calls that would wait fail with `WouldBlock` instead: std's.
            ///
            /// # Errors
            ///
            /// If the socket was closed.
            pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
                self.inner.set_nonblocking(nonblocking)
            }

            /// Takes a socket that is in non-blocking mode.
            #[allow(dead_code)]
            pub(super) fn of(io: $io) -> $name {
                $name { inner: Arc::new(Socket::new(io)) }
            }
        }

        impl std::os::fd::AsFd for $name {
            /// The descriptor, for options that have no method here. It is in non-blocking mode.
            fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
                self.inner.io().as_fd()
            }
        }

        impl std::os::fd::AsRawFd for $name {
            fn as_raw_fd(&self) -> std::os::fd::RawFd {
                self.inner.number()
            }
        }

        impl TryFrom<$std> for $name {
            type Error = io::Error;

            /// Takes std's socket, which is put in non-blocking mode; its timeouts stay behind.
            fn try_from(socket: $std) -> io::Result<$name> {
                socket.set_nonblocking(true)?;
                Ok($name::of($from(socket)))
            }
        }

        impl TryFrom<$name> for $std {
            type Error = io::Error;

            /// Gives std's socket, in blocking mode. If there are other handles, it is a descriptor of its own, and the mode, which
            /// belongs to the socket, changes under them: their calls then block.
            fn try_from(socket: $name) -> io::Result<$std> {
                let fd = socket.inner.ask(|io| std::os::fd::AsFd::as_fd(io).try_clone_to_owned())?;
                let socket = <$std>::from(fd);
                socket.set_nonblocking(false)?;
                Ok(socket)
            }
        }
    };
}

/// `Read` and `Write` for a stream and a reference to one, over std's stream `$io`.
macro_rules! stream {
    ($name:ident, $io:ty) => {
        stream!(@for $name, $io);
        stream!(@for &$name, $io);
    };
    (@for $of:ty, $io:ty) => {
        impl Read for $of {
            #[track_caller]
            #[inline]
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let most = buffer.len();
                self.inner.transfer(Side::Read, most, Location::caller(), |mut io: &$io| io.read(buffer))
            }

            #[track_caller]
            fn read_vectored(&mut self, buffers: &mut [io::IoSliceMut<'_>]) -> io::Result<usize> {
                let most = buffers.iter().map(|buffer| buffer.len()).sum();
                self.inner.transfer(Side::Read, most, Location::caller(), |mut io: &$io| io.read_vectored(buffers))
            }
        }

        impl Write for $of {
            #[track_caller]
            #[inline]
            fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
                let most = buffer.len();
                self.inner.transfer(Side::Write, most, Location::caller(), |mut io: &$io| io.write(buffer))
            }

            #[track_caller]
            fn write_vectored(&mut self, buffers: &[io::IoSlice<'_>]) -> io::Result<usize> {
                let most = buffers.iter().map(|buffer| buffer.len()).sum();
                self.inner.transfer(Side::Write, most, Location::caller(), |mut io: &$io| io.write_vectored(buffers))
            }

            /// Nothing is kept back, so there is nothing to do.
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
    };
}

pub(super) use {handle, limits, stream};
