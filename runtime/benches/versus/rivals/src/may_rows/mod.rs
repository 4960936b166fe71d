//! The rows in `may`.

#![forbid(unsafe_code)]

mod channels;
mod crowds;
mod locks;
mod servers;
mod spawning;

use crate::Metrics;
use std::time::Duration;

/// Runs the row in a coroutine.
pub(crate) fn run(row: &str, workers: usize, budget: Duration) -> Metrics {
    if row.starts_with("serve_") {
        may::config().set_workers(workers);
        let row = row.to_owned();
        spawning::start(move || servers::serve(&row)).join().expect("it does not panic").expect("it serves");
        return Vec::new();
    }
    let program: fn(Duration) -> Metrics = match row {
        "round_trip" => channels::round_trip,
        "buffered" => channels::buffered,
        "eight" => channels::eight,
        "mutex_8" => locks::mutex,
        "pool_8" => channels::pool,
        "spawn" => spawning::spawn_and_join,
        "yield" => spawning::yield_in_turns,
        "skynet" => spawning::skynet,
        "blocked_30k" => crowds::thirty_thousand,
        "timers" => crowds::a_millisecond_apart,
        _ => panic!("may has no row `{row}`"),
    };
    may::config().set_workers(workers);
    spawning::start(move || program(budget)).join().expect("the row runs")
}
