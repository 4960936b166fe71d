//! Sockets of the local machine, as in `std::os::unix::net`.

pub(super) mod datagram;
pub(super) mod listener;
pub(super) mod stream;
