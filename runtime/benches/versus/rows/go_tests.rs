//! After the benchmarks of Go's own packages, and named after them; the programs are written anew.

#![forbid(unsafe_code)]

use super::{Group, Row, Workers};

/// `runtime/chan_test.go`.
pub(super) const CHAN: &[Row] = &[
    chan("chan_make_byte", "make a channel of 8 bytes"),
    chan("chan_make_int", "of 8 numbers"),
    chan("chan_make_ptr", "of 8 pointers"),
    chan("chan_make_struct0", "of 8 empty structs"),
    chan("chan_make_struct32", "of 8 structs of 32 bytes"),
    chan("chan_make_struct40", "of 8 structs of 40 bytes"),
    chan("chan_nonblocking", "receive without waiting from an empty channel, all from one"),
    chan("chan_closed", "receive without waiting from a closed channel, all from one"),
    chan("chan_recv_closed", "receive what is left in a closed channel"),
    chan("chan_uncontended", "100 values in and out of a channel of one's own"),
    chan("chan_contended", "100 values in and out of one channel, each of all"),
    chan("chan_sync", "two that swap on one unbuffered channel"),
    chan("chan_sync_work", "the same, computing 1 µs between"),
    chan("chan_prodcons_0", "producers and consumers, unbuffered"),
    chan("chan_prodcons_10", "producers and consumers, buffer of 10"),
    chan("chan_prodcons_100", "producers and consumers, buffer of 100"),
    chan("chan_prodcons_work_0", "the same, computing 0.1 µs, unbuffered"),
    chan("chan_prodcons_work_10", "the same, computing 0.1 µs, buffer of 10"),
    chan("chan_prodcons_work_100", "the same, computing 0.1 µs, buffer of 100"),
    chan("chan_creation", "make a channel of one, send, receive"),
    chan("chan_sem", "a channel as a semaphore"),
    chan("chan_popular", "a thousand that `select` on a common channel and their own"),
    chan("select_uncontended", "`select` of two channels of one's own"),
    chan("select_sync_contended", "`select` of three unbuffered channels, at both ends"),
    chan("select_async_contended", "`select` of two buffered channels, all of the same"),
    chan("select_nonblock", "four `select`s of one arm and `default`"),
    chan("select_prodcons", "producers and consumers that `select` with a timeout and a quit"),
];

const fn chan(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Chan, Workers::TwoAndOne, name, title)
}
