//! The rows of the table in `may` and in `tokio`, written as their documentation suggests.
//!
//! `rivals may|tokio ROW MILLISECONDS` runs a row and prints a line `metric value` for each metric. `GOMAXPROCS` says how
//! many workers run it.

mod may_rows;
mod tokio_rows;

#[path = "../../shared/job.rs"]
mod job;
#[path = "../../shared/resources.rs"]
mod resources;
#[path = "../../shared/stopwatch.rs"]
mod stopwatch;

use std::time::Duration;
use std::{env, panic, process};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

/// Whether a request without a body has come in whole: the least parser that serves.
fn is_whole(request: &[u8]) -> bool {
    request.ends_with(b"\r\n\r\n")
}

/// What a row has measured: names of metrics, and values.
type Metrics = Vec<(&'static str, f64)>;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [rival, row, milliseconds] = &arguments[..] else { panic!("usage: rivals may|tokio ROW MILLISECONDS") };
    let budget = Duration::from_millis(milliseconds.parse().expect("milliseconds are a number"));
    let workers = env::var("GOMAXPROCS").ok().and_then(|workers| workers.parse().ok()).unwrap_or(2);
    end_with_the_first_panic();
    let measured = match rival.as_str() {
        "may" => may_rows::run(row, workers, budget),
        "tokio" => tokio_rows::run(row, workers, budget),
        other => panic!("there is no rival `{other}`"),
    };
    for (metric, value) in measured {
        println!("{metric} {value}");
    }
}

/// Who waits for a coroutine that has panicked may wait for ever.
fn end_with_the_first_panic() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        report(info);
        process::exit(101);
    }));
}
