//! The table, in Markdown.

#![forbid(unsafe_code)]

use super::{CONTESTANTS, Kind, Run};
use crate::stopwatch::quantile;
use std::collections::BTreeSet;
use std::fmt::Write;

/// What a line says, with the number of decimals.
const METRICS: [(&str, usize); 7] =
    [("rate", 0), ("p50", 0), ("p99", 0), ("p999", 0), ("cpu", 1), ("calls", 2), ("memory", 0)];

pub(super) fn markdown(runs: &[Run]) -> String {
    let mut text = String::new();
    for kind in Kind::ALL {
        let connections: BTreeSet<usize> =
            runs.iter().filter(|run| run.kind == kind.name()).map(|run| run.connections).collect();
        if connections.is_empty() {
            continue;
        }
        let _ = writeln!(
            text,
            "| {}: connections | server | requests a second | share of Go's | median, µs | 99 % | 99.9 % | processor time a \
             request, µs | system calls a request | memory a connection, bytes |\n|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|",
            kind.name()
        );
        for connections in connections {
            for contestant in &CONTESTANTS {
                text += &line(runs, kind, connections, contestant.name);
            }
        }
        text.push('\n');
    }
    text
}

/// Empty where there is nothing.
fn line(runs: &[Run], kind: Kind, connections: usize, server: &str) -> String {
    let values = |server: &str, metric: &str| -> Vec<f64> {
        let wanted = |run: &&Run| {
            (run.kind.as_str(), run.connections, run.server.as_str(), run.metric.as_str())
                == (kind.name(), connections, server, metric)
        };
        runs.iter().filter(wanted).map(|run| run.value).collect()
    };
    let median = |mut values: Vec<f64>| (!values.is_empty()).then(|| quantile(&mut values, 0.5));
    if values(server, "rate").is_empty() {
        return String::new();
    }
    let mut text = format!("| {connections} | {server} |");
    for (metric, decimals) in METRICS {
        match median(values(server, metric)) {
            Some(value) => {
                let _ = write!(text, " {value:.decimals$} |");
            }
            None => text += " |",
        }
        if metric == "rate" {
            // Of each round's.
            let shares = values(server, metric).into_iter().zip(values("go", metric)).map(|(rate, go)| rate / go);
            let share = median(shares.collect()).map_or_else(String::new, |share| format!("{share:.2}"));
            let _ = write!(text, " {share} |");
        }
    }
    text + "\n"
}
