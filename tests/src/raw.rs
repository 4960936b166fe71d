//! What std cannot do with a socket.

#![allow(unsafe_code)]

use std::os::fd::{AsFd, AsRawFd};

/// Sends on a TCP socket, the last byte as urgent data; how many were sent, negative if the system refuses.
pub fn send_urgent(socket: &impl AsFd, bytes: &[u8]) -> isize {
    let socket = socket.as_fd().as_raw_fd();
    // SAFETY: the descriptor is borrowed, the bytes are there, and as many as it says.
    unsafe { libc::send(socket, bytes.as_ptr().cast(), bytes.len(), libc::MSG_OOB | libc::MSG_NOSIGNAL) }
}

/// Has a listener let no more than one or two connections wait: on Linux, others that are opened hang.
pub fn set_backlog(listener: &impl AsFd, backlog: i32) {
    // SAFETY: takes a borrowed descriptor and a number.
    let refused = unsafe { libc::listen(listener.as_fd().as_raw_fd(), backlog) };
    assert_eq!(refused, 0, "{}", std::io::Error::last_os_error());
}

/// Has the connection end with a reset when it is closed, rather than with an end.
pub fn reset_when_closed(socket: &impl AsFd) {
    let linger = libc::linger { l_onoff: 1, l_linger: 0 };
    let size = libc::socklen_t::try_from(size_of_val(&linger)).expect("it is small");
    let socket = socket.as_fd().as_raw_fd();
    // SAFETY: a borrowed descriptor, and a value of the type that the option takes.
    let refused =
        unsafe { libc::setsockopt(socket, libc::SOL_SOCKET, libc::SO_LINGER, (&raw const linger).cast(), size) };
    assert_eq!(refused, 0, "{}", std::io::Error::last_os_error());
}

/// Lets the process, and those that it starts, have so many descriptors, if the system allows that.
pub fn allow_descriptors(wanted: u64) -> bool {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the limit is there until the call returns.
    let refused = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) };
    assert_eq!(refused, 0, "{}", std::io::Error::last_os_error());
    if limit.rlim_cur >= wanted {
        return true;
    }
    limit.rlim_cur = wanted;
    // SAFETY: as above.
    wanted <= limit.rlim_max && unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) } == 0
}

/// Sets how many descriptors the process may have.
pub fn limit_descriptors(most: u64) {
    let limit = libc::rlimit { rlim_cur: most, rlim_max: most };
    // SAFETY: the limit is there until the call returns.
    let refused = unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) };
    assert_eq!(refused, 0, "{}", std::io::Error::last_os_error());
}
