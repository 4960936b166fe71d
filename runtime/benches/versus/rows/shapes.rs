//! Programs whose speed depends on which workers their goroutines are on: left to the runtime, and forced.

#![forbid(unsafe_code)]

use super::{Group, Row, Workers};

/// Started goroutines stay where they are. So one is started on each worker, behind a barrier that spins: none can get past
/// it before the other has a worker of its own.
pub(super) const SPLIT: &[Row] = &[
    split("split_unbuffered", "unbuffered channel"),
    split("split_round_trip", "round trip over two unbuffered channels"),
    split("split_capacity_1", "channel of one"),
    split("split_buffered_64", "channel of 64"),
    split("split_request_reply", "request to a server with a channel for the reply"),
    split("split_select", "`select!` of two channels, fed by the other worker"),
    split("split_mutex", "mutex, locked and unlocked by two"),
    split("split_rw_write10", "read-write lock of two, every tenth locks to write"),
    split("split_wait_group", "wait group: wait, and be counted off by the other"),
    split("split_cond", "condition variable: two in turns"),
];

pub(super) const ONE: &[Row] = &[
    one("one_unbuffered", "unbuffered channel"),
    one("one_round_trip", "round trip over two unbuffered channels"),
    one("one_capacity_1", "channel of one"),
    one("one_buffered_64", "channel of 64"),
    one("one_request_reply", "request to a server with a channel for the reply"),
    one("one_select", "`select!` of two channels"),
    one("one_mutex", "mutex, locked and unlocked by two"),
    one("one_wait_group", "wait group: wait, and be counted off by the other"),
    one("one_cond", "condition variable: two in turns"),
];

pub(super) const SHAPES: &[Row] = &[
    shape("capacity_1", "channel of one, placed by the runtime"),
    shape("two_to_two", "unbuffered channel, two senders and two receivers"),
    shape("request_reply", "request to a server, one client"),
    shape("request_reply_4", "request to a server, four clients"),
    shape("stages_3", "item through three stages of 2 µs, buffers of 64"),
    shape("stages_4", "item through four stages of 2 µs, buffers of 64"),
    shape("heavy_16_of_32", "32 that wait, every other turns out to compute 5 ms"),
    shape("heavy_pairs_of_32", "the same, every other pair"),
    shape("heavy_half_of_32", "the same, the first half"),
    shape("storm_300k_plain", "a plain loop starts 300,000 that end at once, each"),
    shape("storm_300k", "a loop with checkpoints starts them, each"),
    Row { long: true, ..shape("blocked_1m_plain", "a plain loop starts a million that block, each") },
    shape("crowd_30k", "30,000 started, blocked, woken and ended, each"),
    shape("crowd_30k_end", "of this: woken and ended, each"),
    shape("crowd_30k_warm", "30,000 once again, each"),
    shape("crowd_30k_end_warm", "of this: woken and ended, each"),
    shape("mandelbrot_256", "Mandelbrot set of 256 by 256, a goroutine a line"),
    on_two("ticker_pair", "two with a ticker of 3 ms that compute 2 ms a tick: late by"),
    on_two("sleep_beside_hog", "sleep of 1 ms beside one that computes: late by"),
];

const fn split(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Split, Workers::Two, name, title)
}

const fn one(name: &'static str, title: &'static str) -> Row {
    super::row(Group::One, Workers::One, name, title)
}

const fn shape(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Shapes, Workers::TwoAndOne, name, title)
}

/// On one worker it could not keep up.
const fn on_two(name: &'static str, title: &'static str) -> Row {
    super::row(Group::Shapes, Workers::Two, name, title)
}
