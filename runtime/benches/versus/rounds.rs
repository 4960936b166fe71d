//! The rounds: in each, every contender runs every row once.

#![forbid(unsafe_code)]

use crate::Wanted;
use crate::contenders::{Built, Contender};
use crate::machine;
use crate::rows::{Part, Row, Workers};
use crate::stopwatch::quantile;
use std::collections::BTreeMap;
use std::time::Duration;

pub(crate) struct Measured {
    pub(crate) built: Built,
    /// The bare hand-off before each round, in nanoseconds.
    hand_offs: Vec<f64>,
    /// One entry a round.
    runs: BTreeMap<(&'static str, Contender), Vec<Result<Metrics, String>>>,
}

type Metrics = BTreeMap<String, f64>;

pub(crate) fn measure(wanted: &Wanted) -> Measured {
    eprintln!("building the contenders");
    let built = Built::build();
    for contender in Contender::ALL {
        if let Some(reason) = built.absence(contender) {
            eprintln!("{} does not take part: {reason}", contender.name());
        }
    }
    let mut measured = Measured { built, hand_offs: Vec::new(), runs: BTreeMap::new() };
    for round in 1..=wanted.rounds {
        let hand_off = machine::hand_off(Duration::from_millis(200));
        eprintln!("round {round} of {}; bare hand-off {hand_off:.0} ns", wanted.rounds);
        measured.hand_offs.push(hand_off);
        for row in &wanted.rows {
            measured.take_turns(row, wanted.budget);
        }
    }
    measured
}

impl Measured {
    fn take_turns(&mut self, row: &'static Row, budget: Duration) {
        let mut progress = format!("  {:<15}", row.name);
        for contender in Contender::ALL {
            if matches!(row.part(contender), Part::Cannot(_)) || self.built.absence(contender).is_some() {
                continue;
            }
            let run = run(&self.built, row, contender, budget);
            progress += &format!(" {} ", contender.name());
            progress += &match &run {
                Ok(metrics) => row.lines.iter().map(|line| format!("{:.4} ", metrics[line.metric])).collect(),
                Err(complaint) => format!("failed ({complaint}) "),
            };
            self.runs.entry((row.name, contender)).or_default().push(run);
        }
        eprintln!("{progress}");
    }

    pub(crate) fn hand_off(&self) -> f64 {
        median(self.hand_offs.clone()).unwrap_or(f64::NAN)
    }

    fn runs(&self, row: &Row, contender: Contender) -> &[Result<Metrics, String>] {
        self.runs.get(&(row.name, contender)).map_or(&[], Vec::as_slice)
    }

    /// The median of a metric, where at least one run has succeeded.
    pub(crate) fn median(&self, row: &Row, metric: &str, contender: Contender) -> Option<f64> {
        let runs = self.runs(row, contender).iter();
        median(runs.filter_map(|run| run.as_ref().ok()?.get(metric).copied()).collect())
    }

    /// The median of what `contender` has taken as a share of what Go has taken in the same round.
    pub(crate) fn share_of_go(&self, row: &Row, metric: &str, contender: Contender) -> Option<f64> {
        let runs = self.runs(row, contender).iter().zip(self.runs(row, Contender::Go));
        let shares = runs.filter_map(|(run, go)| {
            let (run, go) = (run.as_ref().ok()?.get(metric)?, go.as_ref().ok()?.get(metric)?);
            (*go > 0.0).then_some(run / go)
        });
        median(shares.collect())
    }

    /// How many runs have failed, of how many, and what the last of them has complained of.
    pub(crate) fn failures(&self, row: &Row, contender: Contender) -> (usize, usize, &str) {
        let runs = self.runs(row, contender);
        let complaints = runs.iter().filter_map(|run| run.as_ref().err());
        let last = complaints.clone().next_back().map_or("", String::as_str);
        (complaints.count(), runs.len(), last)
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    (!values.is_empty()).then(|| quantile(&mut values, 0.5))
}

fn run(built: &Built, row: &Row, contender: Contender, budget: Duration) -> Result<Metrics, String> {
    let once = |workers| {
        let printed = built.run(contender, row.name, workers, budget)?;
        let metrics = printed.lines().filter_map(|line| {
            let (metric, value) = line.split_once(' ')?;
            Some((metric.to_owned(), value.trim().parse().ok()?))
        });
        Ok::<Metrics, String>(metrics.collect())
    };
    let metrics = match row.workers {
        Workers::One => once(1)?,
        Workers::Two => once(2)?,
        Workers::OneThenTwo => {
            let time = |workers| once(workers)?.remove("time").ok_or_else(|| "has printed no time".to_owned());
            let (one, two) = (time(1)?, time(2)?);
            [("one", one), ("two", two), ("speedup", one / two)].map(|(name, value)| (name.to_owned(), value)).into()
        }
    };
    match row.lines.iter().find(|line| !metrics.contains_key(line.metric)) {
        Some(line) => Err(format!("has printed no {}", line.metric)),
        None => Ok(metrics),
    }
}
