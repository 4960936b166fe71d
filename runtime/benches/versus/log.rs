//! Runs in a file, so that a long measurement can be taken in parts and reported at once: a word that tells what the line is,
//! and its fields, with tabs between them.

#![forbid(unsafe_code)]

use crate::contenders::Contender;
use crate::rounds::{Measured, Metrics, Outcome};
use crate::rows::{self, Row};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where runs are appended; nowhere if none is wanted.
pub(crate) struct Log(Option<File>);

impl Log {
    pub(crate) fn open(path: Option<&Path>) -> io::Result<Log> {
        path.map(|path| OpenOptions::new().append(true).create(true).open(path)).transpose().map(Log)
    }

    pub(crate) fn head(&mut self, measured: &Measured) -> io::Result<()> {
        self.line(&["machine", &measured.machine])?;
        for (contender, version) in &measured.versions {
            self.line(&["version", contender.name(), version])?;
        }
        Ok(())
    }

    pub(crate) fn hand_off(&mut self, nanoseconds: f64) -> io::Result<()> {
        self.line(&["hand-off", &nanoseconds.to_string()])
    }

    pub(crate) fn run(&mut self, row: &Row, workers: usize, contender: Contender, run: &Outcome) -> io::Result<()> {
        let (word, rest) = match run {
            Ok(metrics) => ("run", metrics.iter().map(|(metric, value)| format!("{metric} {value}")).collect()),
            Err(complaint) => ("failed", vec![complaint.replace(['\t', '\n'], " ")]),
        };
        let workers = workers.to_string();
        let mut fields = vec![word, row.name, &workers, contender.name()];
        fields.extend(rest.iter().map(String::as_str));
        self.line(&fields)
    }

    fn line(&mut self, fields: &[&str]) -> io::Result<()> {
        self.0.as_mut().map_or(Ok(()), |file| writeln!(file, "{}", fields.join("\t")))
    }
}

/// All runs of these files, of rows that there still are.
pub(crate) fn read(paths: &[PathBuf]) -> io::Result<Measured> {
    let mut measured = Measured::default();
    for path in paths {
        for line in fs::read_to_string(path)?.lines() {
            take(&mut measured, &line.split('\t').collect::<Vec<_>>());
        }
    }
    for contender in Contender::ALL {
        if !measured.versions.contains_key(&contender) {
            measured.absences.insert(contender, "has not been measured".to_owned());
        }
    }
    Ok(measured)
}

fn take(measured: &mut Measured, fields: &[&str]) -> Option<()> {
    match fields {
        ["machine", machine] => measured.machine = (*machine).to_owned(),
        ["version", contender, version] => {
            measured.versions.insert(named(contender)?, (*version).to_owned());
        }
        ["hand-off", nanoseconds] => measured.hand_offs.push(nanoseconds.parse().ok()?),
        [word, row, workers, contender, rest @ ..] => {
            let row = rows::all().find(|known| known.name == *row)?;
            let run = match *word {
                "run" => Ok(rest.iter().filter_map(|field| metric(field)).collect::<Metrics>()),
                _ => Err(rest.concat()),
            };
            let key = (row.name, workers.parse().ok()?, named(contender)?);
            measured.runs.entry(key).or_default().push(run);
        }
        _ => {}
    }
    Some(())
}

fn metric(field: &str) -> Option<(String, f64)> {
    let (metric, value) = field.split_once(' ')?;
    Some((metric.to_owned(), value.parse().ok()?))
}

fn named(name: &str) -> Option<Contender> {
    Contender::ALL.into_iter().find(|contender| contender.name() == name)
}
