//! The rows in `tokio`.

#![forbid(unsafe_code)]

mod channels;
mod crowds;
mod locks;
mod servers;
mod spawning;
mod timers;

use crate::Metrics;
use crate::stopwatch::Stopwatch;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Runs the row in a task. The runtime is left behind: it need not end.
pub(crate) fn run(row: &str, workers: usize, budget: Duration) -> Metrics {
    let runtime = runtime(workers);
    if row.starts_with("serve_") {
        let serving = runtime.spawn(servers::serve(row.to_owned()));
        runtime.block_on(serving).expect("it does not panic").expect("it serves");
    }
    let task = match row {
        "unbuffered_one" | "unbuffered" => runtime.spawn(channels::unbuffered(budget)),
        "round_trip" => runtime.spawn(channels::round_trip(budget)),
        "buffered" => runtime.spawn(channels::buffered(budget)),
        "eight" => runtime.spawn(channels::eight(budget)),
        "select" => runtime.spawn(channels::select(budget)),
        "mutex_8" => runtime.spawn(locks::mutex(budget)),
        "pool_8" => runtime.spawn(channels::pool()),
        "spawn" => runtime.spawn(spawning::spawn_and_join(budget)),
        "yield" => runtime.spawn(spawning::yield_in_turns(budget)),
        "skynet" => runtime.spawn(spawning::skynet()),
        "blocked_30k" => runtime.spawn(crowds::blocked(30_000)),
        "blocked_1m" => runtime.spawn(crowds::blocked(1_000_000)),
        "asleep" => runtime.spawn(crowds::asleep()),
        "timers" => runtime.spawn(timers::a_millisecond_apart()),
        "pending" => runtime.spawn(timers::pending()),
        _ => panic!("tokio has no row `{row}`"),
    };
    let measured = runtime.block_on(task).expect("the row runs");
    std::mem::forget(runtime);
    measured
}

fn runtime(workers: usize) -> Runtime {
    let mut builder = match workers {
        1 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    if workers > 1 {
        builder.worker_threads(workers);
    }
    builder.enable_all().build().expect("the runtime starts")
}

/// `stopwatch::per_operation` for futures.
async fn per_operation<F: Future<Output = Duration>>(budget: Duration, run: impl Fn(u64) -> F) -> f64 {
    let mut watch = Stopwatch::new(budget);
    loop {
        let elapsed = run(watch.operations()).await;
        if let Some(time) = watch.took(elapsed) {
            return time;
        }
    }
}
