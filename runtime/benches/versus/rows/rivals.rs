//! The rows that `may` and `tokio` run too. The goals are shares of Go's time on the same machine.

#![forbid(unsafe_code)]

use super::{Goal, Group, Line, Part, Row, Unit, Workers};

const ROW: Row = Row {
    group: Group::Rivals,
    name: "",
    title: "",
    workers: Workers::Two,
    long: false,
    may: Part::Runs,
    tokio: Part::Runs,
    go: Part::Runs,
    lines: &[],
};

const fn line(metric: &'static str, title: &'static str, unit: Unit, goal: Goal) -> Line {
    Line { metric, title, unit, goal }
}

const NO_BOUNDED_CHANNEL: Part = Part::Cannot("may has no bounded channel");
const UNBOUNDED: Part = Part::With("may's channel is unbounded: its senders never wait");
const TWO_MAPS: Part = Part::Cannot("may's stacks take two memory maps each");
const CAPACITY_ONE: Part = Part::With("tokio has no unbuffered channel: capacity 1");
const SHARED_RECEIVER: Part = Part::With("tokio's receiver cannot be cloned: it is shared behind a `Mutex`");
const NO_STACK: Part = Part::With("a tokio task is a future: it has no stack");
const OURS_ALONE: Part = Part::Cannot("only goroutines has checkpoints");

/// A page, and 400 bytes more.
const MEMORY: Goal = Goal::AtMost(4096.0 + 400.0);

pub(super) const ROWS: &[Row] = &[
    Row {
        name: "unbuffered_one",
        workers: Workers::One,
        may: NO_BOUNDED_CHANNEL,
        tokio: CAPACITY_ONE,
        lines: &[line("time", "unbuffered channel, both ends on one worker", Unit::Nanoseconds, Goal::Share(0.35))],
        ..ROW
    },
    Row {
        name: "unbuffered",
        may: NO_BOUNDED_CHANNEL,
        tokio: CAPACITY_ONE,
        lines: &[line("time", "unbuffered channel", Unit::Nanoseconds, Goal::Share(0.75))],
        ..ROW
    },
    Row {
        name: "round_trip",
        may: UNBOUNDED,
        tokio: CAPACITY_ONE,
        lines: &[line("time", "round trip over two unbuffered channels", Unit::Nanoseconds, Goal::Share(0.75))],
        ..ROW
    },
    Row {
        name: "buffered",
        may: UNBOUNDED,
        lines: &[line("time", "buffered channel (100), one to one", Unit::Nanoseconds, Goal::Share(0.75))],
        ..ROW
    },
    Row {
        name: "eight",
        may: UNBOUNDED,
        tokio: SHARED_RECEIVER,
        lines: &[line("time", "buffered channel (100), 8 to 8", Unit::Nanoseconds, Goal::Share(0.6))],
        ..ROW
    },
    Row {
        name: "select",
        may: Part::Cannot("may's `select!` can lose what an arm that was not chosen has received"),
        tokio: CAPACITY_ONE,
        lines: &[line("time", "select over two channels and a quit", Unit::Nanoseconds, Goal::Share(0.5))],
        ..ROW
    },
    Row {
        name: "mutex_8",
        lines: &[line("time", "mutex, locked and unlocked by 8", Unit::Nanoseconds, Goal::Share(1.0))],
        ..ROW
    },
    Row { name: "spawn", lines: &[line("time", "spawn and join", Unit::Nanoseconds, Goal::Share(0.4))], ..ROW },
    Row {
        name: "yield",
        workers: Workers::One,
        lines: &[line("time", "yield, 4 goroutines on one worker", Unit::Nanoseconds, Goal::Share(0.45))],
        ..ROW
    },
    Row {
        name: "skynet",
        may: UNBOUNDED,
        tokio: CAPACITY_ONE,
        lines: &[line("time", "skynet, 1,111,111 goroutines", Unit::Milliseconds, Goal::Share(0.15))],
        ..ROW
    },
    Row {
        name: "blocked_30k",
        tokio: NO_STACK,
        lines: &[
            line("start", "30,000 goroutines started and blocked, each", Unit::Microseconds, Goal::Share(1.0)),
            line("memory", "30,000 blocked: memory of each", Unit::Bytes, MEMORY),
            line("end", "30,000 blocked: woken and finished, each", Unit::Microseconds, Goal::None),
        ],
        ..ROW
    },
    Row {
        name: "blocked_1m",
        long: true,
        may: TWO_MAPS,
        tokio: NO_STACK,
        lines: &[
            line("start", "a million goroutines started and blocked, each", Unit::Microseconds, Goal::None),
            line("memory", "a million blocked: memory of each", Unit::Bytes, MEMORY),
            line("maps", "a million blocked: memory maps of the process", Unit::Count, Goal::None),
            line("end", "a million blocked: woken and finished, each", Unit::Microseconds, Goal::None),
        ],
        ..ROW
    },
    Row {
        name: "timers",
        long: true,
        lines: &[
            line("cpu", "1,000 sleepers woken 1 ms apart: processor time each", Unit::Microseconds, Goal::Share(1.0)),
            line("late", "1,000 sleepers woken 1 ms apart: late by, median", Unit::Microseconds, Goal::Share(1.0)),
            line("late99", "1,000 sleepers woken 1 ms apart: late by, 99th percentile", Unit::Microseconds, Goal::None),
        ],
        ..ROW
    },
    Row {
        name: "pending",
        may: Part::Cannot("may has no timers apart from sleeping"),
        tokio: Part::With("a boxed `Sleep` that is not polled yet"),
        lines: &[
            line("make", "a million pending timers: made, each", Unit::Nanoseconds, Goal::Share(1.0)),
            line("drop", "a million pending timers: stopped or dropped, each", Unit::Nanoseconds, Goal::Share(1.0)),
        ],
        ..ROW
    },
    Row {
        name: "asleep",
        long: true,
        may: TWO_MAPS,
        tokio: NO_STACK,
        lines: &[line("start", "a million sleepers: set, each", Unit::Microseconds, Goal::Share(1.0))],
        ..ROW
    },
    Row {
        name: "checkpoint",
        workers: Workers::One,
        may: OURS_ALONE,
        tokio: OURS_ALONE,
        go: OURS_ALONE,
        lines: &[line("time", "a checkpoint not taken", Unit::Nanoseconds, Goal::AtMost(1.5))],
        ..ROW
    },
    Row {
        name: "pool_8",
        workers: Workers::OneThenTwo,
        may: UNBOUNDED,
        tokio: SHARED_RECEIVER,
        lines: &[
            line("two", "pool of 8 fed 20,000 jobs of 20 µs", Unit::Milliseconds, Goal::None),
            line("speedup", "pool of 8: two workers over one", Unit::Times, Goal::AtLeast(1.8)),
        ],
        ..ROW
    },
];
