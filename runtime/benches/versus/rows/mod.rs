//! The table: what is measured, who can run it, and what is wanted.
//!
//! A row is a program, which every contender has under the same name (`ours/`, `go/`, `rivals/src/`), and which prints
//! `metric value` for each of the row's lines. Each of the rows apart from `rivals` is a program of which this crate and Go
//! have one each, that prints the time of an operation, its processor time, and a checksum of the first trial, which must be
//! the same.

#![forbid(unsafe_code)]

mod go_tests;
mod rivals;
mod shapes;
mod suites;

use crate::contenders::Contender;

pub(crate) struct Row {
    pub(crate) group: Group,
    pub(crate) name: &'static str,
    /// Where its lines have none of their own.
    pub(crate) title: &'static str,
    pub(crate) workers: Workers,
    /// Takes seconds, so `--quick` leaves it out.
    pub(crate) long: bool,
    pub(crate) may: Part,
    pub(crate) tokio: Part,
    pub(crate) go: Part,
    pub(crate) lines: &'static [Line],
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// What `may` and `tokio` run too.
    Rivals,
    /// Those that talk are forced to different workers.
    Split,
    /// All run on one worker.
    One,
    /// Programs whose speed depends on where goroutines start.
    Shapes,
    /// Go's benchmarks of channels and `select`.
    Chan,
    /// Go's benchmarks of its scheduler.
    Scheduler,
    /// Those of `sync`.
    Sync,
    /// Of what is in `golang.org/x/sync`.
    Xsync,
    /// Those of `time`.
    Time,
    /// Those of `context`.
    Context,
    /// The suite of actor programs.
    Savina,
    Classics,
}

/// How many workers run the program: `GOMAXPROCS`, or what the contender has instead.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Workers {
    One,
    Two,
    /// Two measurements.
    TwoAndOne,
    /// One measurement, first with one worker, then with two: the metrics are then `one`, `two` and `speedup`.
    OneThenTwo,
}

/// How a contender takes part in a row.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Part {
    Runs,
    /// Runs something close; the note says what.
    With(&'static str),
    /// Has nothing like it; the note says why.
    Cannot(&'static str),
}

pub(crate) struct Line {
    pub(crate) metric: &'static str,
    pub(crate) title: &'static str,
    pub(crate) unit: Unit,
    pub(crate) goal: Goal,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Unit {
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Bytes,
    Count,
    Times,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// At most this share of what Go takes.
    Share(f64),
    AtMost(f64),
    AtLeast(f64),
    /// For information.
    None,
}

impl Group {
    pub(crate) const ALL: [Group; 12] = [
        Group::Rivals,
        Group::Split,
        Group::One,
        Group::Shapes,
        Group::Chan,
        Group::Scheduler,
        Group::Sync,
        Group::Xsync,
        Group::Time,
        Group::Context,
        Group::Savina,
        Group::Classics,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Group::Rivals => "rivals",
            Group::Split => "split",
            Group::One => "one",
            Group::Shapes => "shapes",
            Group::Chan => "chan",
            Group::Scheduler => "scheduler",
            Group::Sync => "sync",
            Group::Xsync => "xsync",
            Group::Time => "time",
            Group::Context => "context",
            Group::Savina => "savina",
            Group::Classics => "classics",
        }
    }

    /// Whether its rows are written after benchmarks of Go's own.
    pub(crate) fn is_of_go(self) -> bool {
        matches!(self, Group::Chan | Group::Scheduler | Group::Sync | Group::Xsync | Group::Time | Group::Context)
    }

    pub(crate) fn rows(self) -> &'static [Row] {
        match self {
            Group::Rivals => rivals::ROWS,
            Group::Split => shapes::SPLIT,
            Group::One => shapes::ONE,
            Group::Shapes => shapes::SHAPES,
            Group::Chan => go_tests::CHAN,
            Group::Scheduler => go_tests::SCHEDULER,
            Group::Sync => go_tests::SYNC,
            Group::Xsync => go_tests::XSYNC,
            Group::Time => go_tests::TIME,
            Group::Context => go_tests::CONTEXT,
            Group::Savina => suites::SAVINA,
            Group::Classics => suites::CLASSICS,
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Group::Rivals => "with rivals",
            Group::Split => "forced to two workers",
            Group::One => "on one worker",
            Group::Shapes => "shapes of programs",
            Group::Chan => "channels, `select`",
            Group::Scheduler => "scheduler",
            Group::Sync => "`sync`",
            Group::Xsync => "`x/sync`",
            Group::Time => "`time`",
            Group::Context => "`context`",
            Group::Savina => "Savina",
            Group::Classics => "classics",
        }
    }
}

impl Row {
    pub(crate) fn part(&self, contender: Contender) -> Part {
        match contender {
            Contender::Ours => Part::Runs,
            Contender::Go => self.go,
            Contender::May => self.may,
            Contender::Tokio => self.tokio,
        }
    }

    /// With how many workers it is measured. The first is that of the chart.
    pub(crate) fn settings(&self) -> &'static [usize] {
        match self.workers {
            Workers::One => &[1],
            Workers::Two | Workers::OneThenTwo => &[2],
            Workers::TwoAndOne => &[2, 1],
        }
    }
}

/// All rows, in their order.
pub(crate) fn all() -> impl Iterator<Item = &'static Row> {
    Group::ALL.into_iter().flat_map(Group::rows)
}

const AGAINST_GO_ALONE: Part = Part::Cannot("is compared with Go alone");

/// The metrics of a row that is compared with Go alone.
const PER_OPERATION: &[Line] = &[Line { metric: "time", title: "", unit: Unit::Nanoseconds, goal: Goal::Share(1.05) }];

/// A row that is compared with Go alone.
const fn row(group: Group, workers: Workers, name: &'static str, title: &'static str) -> Row {
    Row {
        group,
        name,
        title,
        workers,
        long: false,
        may: AGAINST_GO_ALONE,
        tokio: AGAINST_GO_ALONE,
        go: Part::Runs,
        lines: PER_OPERATION,
    }
}
