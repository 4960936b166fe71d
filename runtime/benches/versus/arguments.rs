//! What the arguments ask for.

#![forbid(unsafe_code)]

use crate::contenders::Contender;
use crate::rows::{self, Group, Row};
use std::path::PathBuf;
use std::time::Duration;

pub(crate) const USAGE: &str = "\
cargo bench -p goroutines --bench versus -- [options]
  --only NAMES         groups and rows, with commas between them; all without it
  --contenders NAMES   of goroutines, go, may, tokio
  --rounds NUMBER      5
  --budget NUMBER      how long a row may run that can choose, in milliseconds: 300 where the rivals take part, else 100
  --workers 1|2        rows that are measured with one worker and with two: only with so many
  --beside NUMBER      beside so many threads that compute; not for a log that is to be reported
  --quick              one round of 50 ms, without the rows that take seconds
  --log FILE           append each run to this file
  --from FILE          measure nothing: take the runs from a file, or from several with commas between them
  --write              put the tables and the charts into the book
  --list               only say which rows there are
  --net                servers beside one another in place of rows; an unknown option after it prints its others";

/// What the arguments ask for.
pub(crate) struct Wanted {
    pub(crate) rounds: usize,
    pub(crate) rows: Vec<&'static Row>,
    pub(crate) contenders: Vec<Contender>,
    budget: Option<Duration>,
    workers: Option<usize>,
    /// How many threads compute meanwhile.
    pub(crate) beside: usize,
    pub(crate) log: Option<PathBuf>,
    pub(crate) from: Vec<PathBuf>,
    pub(crate) write: bool,
    pub(crate) list: bool,
}

impl Wanted {
    /// How long a row may run that can choose.
    pub(crate) fn budget(&self, row: &Row) -> Duration {
        let usual = if row.group == Group::Rivals { 300 } else { 100 };
        self.budget.unwrap_or(Duration::from_millis(usual))
    }

    /// With how many workers a row is measured.
    pub(crate) fn settings(&self, row: &Row) -> impl Iterator<Item = usize> + use<> {
        let only = self.workers;
        row.settings().iter().copied().filter(move |&workers| only.is_none_or(|only| only == workers))
    }
}

/// None where the program is only to see whether it starts, as `cargo test --benches` does.
pub(crate) fn wanted(arguments: &[String]) -> Result<Option<Wanted>, String> {
    let mut wanted = Wanted {
        rounds: 5,
        rows: Vec::new(),
        contenders: Contender::ALL.to_vec(),
        budget: None,
        workers: None,
        beside: 0,
        log: None,
        from: Vec::new(),
        write: false,
        list: false,
    };
    let (mut quick, mut bench) = (false, false);
    let (mut rounds, mut budget) = (None, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} takes a value\n\n{USAGE}"));
        match argument.as_str() {
            "--bench" => bench = true,
            "--test" => return Ok(None),
            "--quick" => quick = true,
            "--write" => wanted.write = true,
            "--list" => wanted.list = true,
            "--rounds" => rounds = Some(number(argument, value()?)?),
            "--budget" => budget = Some(Duration::from_millis(number(argument, value()?)? as u64)),
            "--workers" => wanted.workers = Some(number(argument, value()?)?),
            "--beside" => wanted.beside = number(argument, value()?)?,
            "--log" => wanted.log = Some(PathBuf::from(value()?)),
            "--from" => wanted.from = value()?.split(',').map(PathBuf::from).collect(),
            "--only" | "--rows" => {
                for name in value()?.split(',') {
                    wanted.rows.extend(named(name)?);
                }
            }
            "--contenders" => wanted.contenders = contenders(value()?)?,
            other => return Err(format!("what is `{other}`?\n\n{USAGE}")),
        }
    }
    if !bench && arguments.is_empty() {
        return Ok(None);
    }
    if wanted.rows.is_empty() {
        wanted.rows = rows::all().filter(|row| !quick || !row.long).collect();
    }
    if quick {
        wanted.rounds = 1;
        wanted.budget = Some(Duration::from_millis(50));
    }
    wanted.rounds = rounds.unwrap_or(wanted.rounds);
    wanted.budget = budget.or(wanted.budget);
    Ok(Some(wanted))
}

fn number(argument: &str, value: &str) -> Result<usize, String> {
    value.parse().ok().filter(|&number| number > 0).ok_or_else(|| format!("{argument} takes a number, not `{value}`"))
}

/// The rows of a group, or the row of that name.
fn named(name: &str) -> Result<Vec<&'static Row>, String> {
    if let Some(group) = Group::ALL.into_iter().find(|group| group.name() == name) {
        return Ok(group.rows().iter().collect());
    }
    match rows::all().find(|row| row.name == name) {
        Some(row) => Ok(vec![row]),
        None => Err(format!("there is no group and no row `{name}`; there are\n{}", list())),
    }
}

/// The groups, each with its rows.
pub(crate) fn list() -> String {
    let line = |group: Group| {
        let names: Vec<&str> = group.rows().iter().map(|row| row.name).collect();
        format!("{}: {}\n", group.name(), names.join(", "))
    };
    Group::ALL.into_iter().map(line).collect()
}

fn contenders(names: &str) -> Result<Vec<Contender>, String> {
    let contender = |name: &str| {
        let known = Contender::ALL.into_iter().find(|contender| contender.name().eq_ignore_ascii_case(name));
        known.ok_or_else(|| format!("there is no contender `{name}`; there are goroutines, go, may, tokio"))
    };
    names.split(',').map(contender).collect()
}
