//! A summary of a trace: what the goroutines did, by the place where they were started.
//!
//! ```sh
//! GOROUTINES_TRACE=trace.json cargo run --release --example crawl
//! cargo run --release -p goroutines --example trace_summary -- trace.json
//! ```

use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Display};
use std::{env, fs};

/// What is summed up of the goroutines that were started at one place.
#[derive(Default)]
struct Place {
    goroutines: Vec<u64>,
    running: f64,
    /// From each wake-up to the run.
    waited: Vec<f64>,
    /// By what they waited for.
    blocked: BTreeMap<String, f64>,
    slices: usize,
    longest: Option<(f64, f64)>,
}

/// Microseconds, in the unit that suits them.
struct Micros(f64);

impl Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.0 {
            us if us < 1_000.0 => format!("{us:.1} µs"),
            us if us < 1_000_000.0 => format!("{:.1} ms", us / 1_000.0),
            us => format!("{:.2} s", us / 1_000_000.0),
        };
        f.pad(&text)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("which file? trace_summary FILE")?;
    let text = fs::read_to_string(&path)?;
    // A program that has crashed did not write the end, and perhaps half a line.
    let whole = || text.rsplit_once(",\n").map_or("[".to_owned(), |(lines, _)| lines.to_owned()) + "]";
    let events: Vec<Value> = serde_json::from_str(&text).or_else(|_| serde_json::from_str(&whole()))?;
    let mut places: BTreeMap<&str, Place> = BTreeMap::new();
    let mut lost = 0;
    for event in &events {
        if event["name"] == "lost events" {
            lost = event["args"]["events"].as_u64().unwrap_or(lost);
        }
        if event["ph"] == "X" && event["cat"] == "goroutine" {
            let place = places.entry(event["args"]["started"].as_str().unwrap_or("unknown")).or_default();
            place.take(event);
        }
    }
    let mut places: Vec<_> = places.into_iter().collect();
    places.sort_by(|(_, a), (_, b)| b.running.total_cmp(&a.running));
    for (name, place) in &mut places {
        place.print(name);
    }
    if lost > 0 {
        println!("\n{lost} events were lost: the numbers are too small");
    }
    Ok(())
}

impl Place {
    fn take(&mut self, slice: &Value) {
        let (begin, duration) = (slice["ts"].as_f64().unwrap_or(0.0), slice["dur"].as_f64().unwrap_or(0.0));
        let args = &slice["args"];
        self.goroutines.extend(args["goroutine"].as_u64());
        self.slices += 1;
        self.running += duration;
        self.waited.extend(args["waited_us"].as_f64());
        if let (Some(reason), Some(time)) = (args["blocked_by"].as_str(), args["blocked_us"].as_f64()) {
            *self.blocked.entry(reason.to_owned()).or_default() += time;
        }
        if self.longest.is_none_or(|(longest, _)| longest < duration) {
            self.longest = Some((duration, begin));
        }
    }

    fn print(&mut self, name: &str) {
        self.goroutines.sort_unstable();
        self.goroutines.dedup();
        self.waited.sort_unstable_by(f64::total_cmp);
        let quantile = |part: f64| {
            let index = (self.waited.len() as f64 * part) as usize;
            Micros(self.waited.get(index.min(self.waited.len().saturating_sub(1))).copied().unwrap_or(0.0))
        };
        println!("{name}: {} goroutines, {} slices", self.goroutines.len(), self.slices);
        println!("    running   {:>10}", Micros(self.running));
        let runnable = Micros(self.waited.iter().sum());
        println!("    runnable  {runnable:>10}   median {}, 99th {}", quantile(0.5), quantile(0.99));
        let mut blocked: Vec<_> = self.blocked.iter().collect();
        blocked.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        for (reason, time) in blocked {
            println!("    blocked   {:>10}   {reason}", Micros(*time));
        }
        if let Some((duration, begin)) = self.longest {
            println!("    longest   {:>10}   at {}", Micros(duration), Micros(begin));
        }
    }
}
