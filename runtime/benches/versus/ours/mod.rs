//! The rows as a user of goroutines writes them.

#![forbid(unsafe_code)]

mod channels;
mod checkpoint;
mod crowds;
mod locks;
mod pool;
mod spawning;
mod timers;

use goroutines::go;
use std::time::Duration;

/// What a row has measured: names of metrics, and values.
pub(crate) type Metrics = Vec<(&'static str, f64)>;

/// Runs a row in a goroutine, and prints what it has measured.
pub(crate) fn run(row: &str, budget: Duration) {
    let program: fn(Duration) -> Metrics = match row {
        "unbuffered_one" | "unbuffered" => channels::unbuffered,
        "round_trip" => channels::round_trip,
        "buffered" => channels::buffered,
        "eight" => channels::eight,
        "select" => channels::select,
        "mutex" => locks::mutex,
        "spawn" => spawning::spawn_and_join,
        "yield" => spawning::yield_in_turns,
        "skynet" => spawning::skynet,
        "blocked_30k" => crowds::thirty_thousand,
        "blocked_1m" => crowds::million,
        "asleep" => crowds::asleep,
        "timers" => timers::a_millisecond_apart,
        "pending" => timers::pending,
        "checkpoint" => checkpoint::not_taken,
        "pool" => pool::fed,
        _ => panic!("there is no row `{row}`"),
    };
    let measured = go!(program(budget)).join().expect("the row runs");
    for (metric, value) in measured {
        println!("{metric} {value}");
    }
}
