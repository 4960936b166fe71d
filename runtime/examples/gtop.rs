//! What a running program's goroutines do, refreshed every second.
//!
//! ```sh
//! GOROUTINES_CONSOLE=/tmp/hello cargo run --release -p goroutines --example http_hello
//! cargo run --release -p goroutines --example gtop -- /tmp/hello
//! cargo run --release -p goroutines --example gtop -- /tmp/hello dump      # or metrics, trace start FILE, trace stop
//! ```
//!
//! Ctrl-C ends it.

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::signal::{Signal, notify_context};
use goroutines::time::{Duration, after};
use serde_json::Value;
use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;

/// Lines of groups that are shown.
const GROUPS: usize = 12;

#[goroutine]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let path = arguments.next().ok_or("which socket? gtop PATH [dump | metrics | trace start FILE | trace stop]")?;
    let question: Vec<String> = arguments.collect();
    if !question.is_empty() {
        print!("{}", ask(&path, &question.join(" "))?);
        return Ok(());
    }
    let (ctx, _stop) = notify_context(&Context::background(), &[Signal::INTERRUPT, Signal::TERMINATE]);
    let mut before: Option<Value> = None;
    loop {
        let now: Value = serde_json::from_str(&ask(&path, "top")?)?;
        // Clears the screen.
        print!("\x1b[2J\x1b[H{}", screen(&path, &now, before.as_ref())?);
        io::stdout().flush()?;
        before = Some(now);
        select! {
            <-ctx => {
                println!();
                return Ok(());
            }
            <-after(Duration::from_secs(1)) => {}
        }
    }
}

fn ask(path: &str, question: &str) -> io::Result<String> {
    goroutines::blocking(|| {
        let mut stream = UnixStream::connect(path)?;
        writeln!(stream, "{question}")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    })
}

fn number(value: &Value, member: &str) -> u64 {
    value[member].as_u64().unwrap_or(0)
}

fn screen(path: &str, now: &Value, before: Option<&Value>) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let metrics = &now["metrics"];
    let rate =
        |name: &str| before.map_or(0, |before| number(metrics, name).saturating_sub(number(&before["metrics"], name)));
    writeln!(
        text,
        "{path}: {} running, {} runnable, {} waiting, {} not started",
        number(metrics, "running"),
        number(metrics, "runnable"),
        number(metrics, "waiting"),
        number(metrics, "unstarted")
    )?;
    writeln!(
        text,
        "in a second: {} started, {} ended, {} waits, {} stolen, {} slices over 10 ms",
        rate("created"),
        rate("ended"),
        rate("parked"),
        rate("stolen"),
        rate("long_slices")
    )?;
    writeln!(
        text,
        "from wake-up to run: median {} µs, 99th {} µs; {} timers, {} sockets\n",
        number(metrics, "latency_median_us"),
        number(metrics, "latency_99th_us"),
        number(metrics, "timers"),
        number(metrics, "sockets")
    )?;
    writeln!(text, "\x1b[7mworker  goroutines  unstarted   waits/s  state{:40}\x1b[0m", "")?;
    for (index, worker) in now["workers"].as_array().into_iter().flatten().enumerate() {
        let waits = before
            .map_or(0, |before| number(worker, "parked").saturating_sub(number(&before["workers"][index], "parked")));
        let state = worker["state"].as_str().unwrap_or("");
        let (goroutines, unstarted) = (number(worker, "goroutines"), number(worker, "unstarted"));
        writeln!(text, "{index:>6}  {goroutines:>10}  {unstarted:>9}  {waits:>8}  {state}")?;
    }
    writeln!(text, "\n\x1b[7m count  waits for          oldest  at, and started at{:40}\x1b[0m", "")?;
    let groups = now["groups"].as_array().map(Vec::as_slice).unwrap_or_default();
    for group in groups.iter().take(GROUPS) {
        let oldest = format!("{:.1} s", group["oldest"].as_f64().unwrap_or(0.0));
        let text_of = |member: &str| group[member].as_str().unwrap_or("").to_owned();
        writeln!(
            text,
            "{:>6}  {:<15}  {oldest:>8}  {}  <- {}",
            number(group, "count"),
            text_of("reason"),
            text_of("at"),
            text_of("started")
        )?;
    }
    if groups.len() > GROUPS {
        writeln!(text, "        and {} groups more", groups.len() - GROUPS)?;
    }
    Ok(text)
}
