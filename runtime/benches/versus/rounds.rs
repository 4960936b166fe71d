//! The rounds: in each, every contender runs every row once.

#![forbid(unsafe_code)]

use crate::arguments::Wanted;
use crate::contenders::{Built, Contender};
use crate::log::Log;
use crate::machine;
use crate::report::amount;
use crate::rows::{Part, Row, Workers};
use crate::stopwatch::quantile;
use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

/// What has been measured, here or by runs that have left a log.
#[derive(Default)]
pub(crate) struct Measured {
    /// The day and the machine.
    pub(crate) machine: String,
    pub(crate) versions: BTreeMap<Contender, String>,
    /// Why who is absent is.
    pub(crate) absences: BTreeMap<Contender, String>,
    /// The bare hand-off before each round, in nanoseconds.
    pub(crate) hand_offs: Vec<f64>,
    /// One entry a round. The number is that of the workers.
    pub(crate) runs: BTreeMap<(&'static str, usize, Contender), Vec<Outcome>>,
}

/// What a run has measured, or its complaint.
pub(crate) type Outcome = Result<Metrics, String>;

pub(crate) type Metrics = BTreeMap<String, f64>;

pub(crate) fn measure(wanted: &Wanted) -> io::Result<Measured> {
    eprintln!("building the contenders");
    let built = Built::build(&wanted.contenders);
    let mut measured = Measured { machine: machine::description(), ..Measured::default() };
    for contender in Contender::ALL {
        match built.program(contender) {
            Ok(program) => {
                measured.versions.insert(contender, program.version.clone());
            }
            Err(reason) => {
                measured.absences.insert(contender, reason.clone());
                if wanted.contenders.contains(&contender) {
                    eprintln!("{} does not take part: {reason}", contender.name());
                }
            }
        }
    }
    let mut log = Log::open(wanted.log.as_deref())?;
    log.head(&measured)?;
    let _load = machine::Load::of(wanted.beside);
    for round in 1..=wanted.rounds {
        let hand_off = machine::hand_off(Duration::from_millis(200));
        eprintln!("round {round} of {}; bare hand-off {hand_off:.0} ns", wanted.rounds);
        measured.hand_offs.push(hand_off);
        log.hand_off(hand_off)?;
        for row in &wanted.rows {
            for workers in wanted.settings(row) {
                let turns = take_turns(&built, row, workers, wanted.budget(row));
                for (contender, run) in turns {
                    log.run(row, workers, contender, &run)?;
                    measured.runs.entry((row.name, workers, contender)).or_default().push(run);
                }
            }
        }
    }
    Ok(measured)
}

/// Each contender's run.
fn take_turns(built: &Built, row: &Row, workers: usize, budget: Duration) -> Vec<(Contender, Outcome)> {
    let mut progress = format!("  {:<27}{workers} ", row.name);
    let takes_part = |contender| !matches!(row.part(contender), Part::Cannot(_)) && built.program(contender).is_ok();
    let mut turns: Vec<(Contender, Outcome)> = Vec::new();
    for contender in Contender::ALL.into_iter().filter(|&contender| takes_part(contender)) {
        let mut run = run(built, row, contender, workers, budget);
        if let (Ok(metrics), Some((_, Ok(first)))) = (&run, turns.first())
            && metrics.get("sum") != first.get("sum")
        {
            run = Err(format!("another checksum: {:?} and {:?}", first.get("sum"), metrics.get("sum")));
        }
        progress += &format!(" {} ", contender.name());
        progress += &match &run {
            Ok(metrics) => row.lines.iter().map(|line| amount(metrics[line.metric], line.unit) + " ").collect(),
            Err(complaint) => format!("failed ({complaint}) "),
        };
        turns.push((contender, run));
    }
    if let [(Contender::Ours, Ok(ours)), (Contender::Go, Ok(go))] = &turns[..] {
        for metric in ["time", "cpu"] {
            if let (Some(ours), Some(go)) = (ours.get(metric), go.get(metric)) {
                progress += &format!(" {metric} {:.2}", ours / go);
            }
        }
    }
    eprintln!("{progress}");
    turns
}

impl Measured {
    pub(crate) fn rounds(&self) -> usize {
        self.runs.values().map(Vec::len).max().unwrap_or(0)
    }

    pub(crate) fn has(&self, row: &Row) -> bool {
        row.settings().iter().any(|&workers| !self.runs(row, workers, Contender::Ours).is_empty())
    }

    pub(crate) fn hand_off(&self) -> f64 {
        median(self.hand_offs.clone()).unwrap_or(f64::NAN)
    }

    fn runs(&self, row: &Row, workers: usize, contender: Contender) -> &[Outcome] {
        self.runs.get(&(row.name, workers, contender)).map_or(&[], Vec::as_slice)
    }

    /// Of the runs that have succeeded.
    fn values(&self, row: &Row, workers: usize, metric: &str, contender: Contender) -> Vec<f64> {
        let runs = self.runs(row, workers, contender).iter();
        runs.filter_map(|run| run.as_ref().ok()?.get(metric).copied()).collect()
    }

    /// The median of a metric, where at least one run has succeeded.
    pub(crate) fn median(&self, row: &Row, workers: usize, metric: &str, contender: Contender) -> Option<f64> {
        median(self.values(row, workers, metric, contender))
    }

    /// The least and the most of a metric.
    pub(crate) fn range(&self, row: &Row, workers: usize, metric: &str, contender: Contender) -> Option<(f64, f64)> {
        let mut values = self.values(row, workers, metric, contender);
        values.sort_by(f64::total_cmp);
        Some((*values.first()?, *values.last()?))
    }

    /// The median of what `contender` has taken as a share of what Go has taken in the same round.
    pub(crate) fn share_of_go(&self, row: &Row, workers: usize, metric: &str, contender: Contender) -> Option<f64> {
        let runs = self.runs(row, workers, contender).iter().zip(self.runs(row, workers, Contender::Go));
        let shares = runs.filter_map(|(run, go)| {
            let (run, go) = (run.as_ref().ok()?.get(metric)?, go.as_ref().ok()?.get(metric)?);
            (*go > 0.0).then_some(run / go)
        });
        median(shares.collect())
    }

    /// How many runs have failed, of how many, and what the last of them has complained of.
    pub(crate) fn failures(&self, row: &Row, workers: usize, contender: Contender) -> (usize, usize, &str) {
        let runs = self.runs(row, workers, contender);
        let complaints = runs.iter().filter_map(|run| run.as_ref().err());
        let last = complaints.clone().next_back().map_or("", String::as_str);
        (complaints.count(), runs.len(), last)
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    (!values.is_empty()).then(|| quantile(&mut values, 0.5))
}

fn run(built: &Built, row: &Row, contender: Contender, workers: usize, budget: Duration) -> Outcome {
    let once = |workers| {
        let printed = built.run(contender, row.name, workers, budget)?;
        let metrics = printed.lines().filter_map(|line| {
            let (metric, value) = line.split_once(' ')?;
            Some((metric.to_owned(), value.trim().parse().ok()?))
        });
        Ok::<Metrics, String>(metrics.collect())
    };
    let metrics = if row.workers == Workers::OneThenTwo {
        let time = |workers| once(workers)?.remove("time").ok_or_else(|| "has printed no time".to_owned());
        let (one, two) = (time(1)?, time(2)?);
        [("one", one), ("two", two), ("speedup", one / two)].map(|(name, value)| (name.to_owned(), value)).into()
    } else {
        once(workers)?
    };
    match row.lines.iter().find(|line| !metrics.contains_key(line.metric)) {
        Some(line) => Err(format!("has printed no {}", line.metric)),
        None => Ok(metrics),
    }
}
