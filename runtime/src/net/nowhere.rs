//! A socket that leads nowhere: what is put in the place of one that is closed while others hold its descriptor.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::os::unix::net::UnixDatagram;
use std::sync::OnceLock;

static NOWHERE: OnceLock<UnixDatagram> = OnceLock::new();

/// Makes the socket that leads nowhere while there are descriptors; closing must not fail for want of one.
pub(super) fn prepare() {
    if NOWHERE.get().is_none() {
        // If it fails, the next one tries.
        let _ = nowhere();
    }
}

fn nowhere() -> io::Result<&'static UnixDatagram> {
    if let Some(there) = NOWHERE.get() {
        return Ok(there);
    }
    let made = UnixDatagram::unbound()?;
    made.set_nonblocking(true)?;
    Ok(NOWHERE.get_or_init(|| made))
}

/// Closes what the descriptor leads to, and has it lead nowhere.
pub(super) fn lead(fd: BorrowedFd<'_>) -> io::Result<()> {
    let from = nowhere()?.as_fd().as_raw_fd();
    loop {
        // SAFETY: both numbers are open descriptors. Whoever holds the second one goes on holding an open descriptor: that is
        // all that its type promises; what it leads to may change.
        let done = unsafe { replace(from, fd.as_raw_fd()) };
        if done >= 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        // Busy: the number is just being given out, which cannot be, or is over at once.
        if !matches!(error.raw_os_error(), Some(libc::EINTR | libc::EBUSY)) {
            return Err(error);
        }
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
unsafe fn replace(from: i32, to: i32) -> i32 {
    // SAFETY: takes three numbers.
    unsafe { libc::dup3(from, to, libc::O_CLOEXEC) }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
unsafe fn replace(from: i32, to: i32) -> i32 {
    // SAFETY: takes numbers. A child that is started between the two calls inherits a socket that leads nowhere.
    unsafe {
        let done = libc::dup2(from, to);
        if done >= 0 {
            libc::fcntl(to, libc::F_SETFD, libc::FD_CLOEXEC);
        }
        done
    }
}
