//! The rows as a user of goroutines writes them.

#![forbid(unsafe_code)]

mod chan_rows;
mod channels;
mod checkpoint;
mod classics_compute;
mod classics_flow;
mod context_rows;
mod crowds;
mod locks;
mod mutex_rows;
mod pairs;
mod parallel;
mod pool;
mod proc_rows;
mod savina_actors;
mod savina_sharing;
mod select_rows;
pub(crate) mod servers;
mod shapes;
mod spawning;
mod storms;
mod sync_rows;
mod ticker_rows;
mod time_rows;
mod timers;
mod trial;
mod wakeup_rows;
mod xsync_rows;

use crate::resources::processor_time;
use goroutines::go;
use std::time::Duration;
use trial::Program;

/// What a row has measured: names of metrics, and values.
pub(crate) type Metrics = Vec<(&'static str, f64)>;

/// The programs of the rows that are compared with Go alone.
#[rustfmt::skip]
const PROGRAMS: &[&[Program]] = &[
    chan_rows::PROGRAMS,
    classics_compute::PROGRAMS,
    classics_flow::PROGRAMS,
    context_rows::PROGRAMS,
    mutex_rows::PROGRAMS,
    pairs::PROGRAMS,
    proc_rows::PROGRAMS,
    savina_actors::PROGRAMS,
    savina_sharing::PROGRAMS,
    select_rows::PROGRAMS,
    shapes::PROGRAMS,
    storms::PROGRAMS,
    sync_rows::PROGRAMS,
    time_rows::PROGRAMS,
    ticker_rows::PROGRAMS,
    wakeup_rows::PROGRAMS,
    xsync_rows::PROGRAMS,
];

/// Runs a row in a goroutine, and prints what it has measured.
pub(crate) fn run(row: &str, budget: Duration) {
    if row.starts_with("serve_") {
        let row = row.to_owned();
        return go!(|row| servers::serve(&row)).join().expect("it does not panic").expect("it serves");
    }
    let mut programs = PROGRAMS.iter().copied().flatten();
    let measured = match programs.find(|program| program.name == row) {
        Some(program) => go!(program.measure(budget)).join().expect("the row runs"),
        None => run_beside_rivals(row, budget),
    };
    for (metric, value) in measured {
        println!("{metric} {value}");
    }
}

/// Those that take a time have the processor time beside it; of the others it is that of the whole process.
fn run_beside_rivals(row: &str, budget: Duration) -> Metrics {
    let program: fn(Duration) -> Metrics = match row {
        "unbuffered_one" | "unbuffered" => channels::unbuffered,
        "round_trip" => channels::round_trip,
        "buffered" => channels::buffered,
        "eight" => channels::eight,
        "select" => channels::select,
        "mutex_8" => locks::mutex,
        "spawn" => spawning::spawn_and_join,
        "yield" => spawning::yield_in_turns,
        "skynet" => spawning::skynet,
        "blocked_30k" => crowds::thirty_thousand,
        "blocked_1m" => crowds::million,
        "asleep" => crowds::asleep,
        "timers" => timers::a_millisecond_apart,
        "pending" => timers::pending,
        "checkpoint" => checkpoint::not_taken,
        "pool_8" => pool::fed,
        _ => panic!("there is no row `{row}`"),
    };
    let mut measured = go!(program(budget)).join().expect("the row runs");
    if measured.iter().all(|(metric, _)| *metric != "cpu") {
        measured.push(("cpu", processor_time().as_secs_f64() * 1e9));
    }
    measured
}
