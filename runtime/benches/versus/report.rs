//! The table of the rows that the rivals run too, in Markdown.

#![forbid(unsafe_code)]

use crate::arguments::Wanted;
use crate::contenders::Contender;
use crate::rounds::Measured;
use crate::rows::{Goal, Group, Line, Part, Row, Unit};
use std::fmt::Write;

/// A rival's time that differs by less than this share is no other time.
const NOISE: f64 = 0.05;

/// The day, the machine, and how it was measured.
pub(crate) fn heading(measured: &Measured) -> String {
    let rounds = match measured.rounds() {
        1 => "one round".to_owned(),
        rounds => format!("medians of {rounds} rounds"),
    };
    let hand_off = measured.hand_off();
    format!("{}; {rounds}; bare hand-off between two cores {hand_off:.0} ns one way\n\n", measured.machine)
}

/// Empty where none of these rows is wanted.
pub(crate) fn table(wanted: &Wanted, measured: &Measured) -> String {
    let rows: Vec<&Row> =
        wanted.rows.iter().copied().filter(|row| row.group == Group::Rivals && measured.has(row)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut notes = Notes::default();
    let mut text = heading(measured);
    text += "| |";
    for contender in Contender::ALL {
        let version = measured.versions.get(&contender).map_or("", String::as_str);
        let _ = write!(text, " {}{}{version} |", contender.name(), if version.is_empty() { "" } else { " " });
    }
    text +=
        " slowest here | share of Go's | of its processor time | goal | |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n";
    for row in rows {
        for (place, line) in row.lines.iter().enumerate() {
            let _ = write!(text, "| {} |", line.title);
            for contender in Contender::ALL {
                let _ = write!(text, " {} |", cell(measured, row, line, contender, &mut notes));
            }
            let share = measured.share_of_go(row, workers(row), line.metric, Contender::Ours);
            let share = share.filter(|_| is_time(line.unit) || line.unit == Unit::Bytes);
            let range = measured.range(row, workers(row), line.metric, Contender::Ours);
            let slowest = range.filter(|_| is_time(line.unit)).map(|(_, slowest)| amount(slowest, line.unit));
            // A row's processor time is that of all its lines.
            let cpu = measured.share_of_go(row, workers(row), "cpu", Contender::Ours).filter(|_| place == 0);
            let _ = writeln!(
                text,
                " {} | {} | {} | {} | {} |",
                slowest.unwrap_or_default(),
                number(share),
                number(cpu),
                goal(line),
                verdict(measured, row, line)
            );
        }
    }
    text + &notes.text() + "\n"
}

pub(crate) fn number(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| format!("{share:.2}"))
}

fn workers(row: &Row) -> usize {
    row.settings()[0]
}

pub(crate) fn is_time(unit: Unit) -> bool {
    matches!(unit, Unit::Nanoseconds | Unit::Microseconds | Unit::Milliseconds)
}

fn cell(measured: &Measured, row: &Row, line: &Line, contender: Contender, notes: &mut Notes) -> String {
    if let Part::Cannot(reason) = row.part(contender) {
        return format!("–{}", notes.mark(reason));
    }
    if let Some(reason) = measured.absences.get(&contender) {
        return format!("–{}", notes.mark(&format!("{}: {reason}", contender.name())));
    }
    let mark = if let Part::With(note) = row.part(contender) { notes.mark(note) } else { String::new() };
    let (failed, runs, complaint) = measured.failures(row, workers(row), contender);
    let failure = match failed {
        0 => String::new(),
        all if all == runs => return format!("failed{}", notes.mark(complaint)),
        some => format!(" (failed {some} of {runs}){}", notes.mark(complaint)),
    };
    match measured.median(row, workers(row), line.metric, contender) {
        Some(value) => amount(value, line.unit) + &mark + &failure,
        None => String::new(),
    }
}

/// The number and its unit.
pub(crate) fn amount(value: f64, unit: Unit) -> String {
    let decimals = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    match unit {
        Unit::Nanoseconds => format!("{value:.decimals$} ns"),
        Unit::Microseconds => format!("{value:.decimals$} µs"),
        Unit::Milliseconds => format!("{value:.decimals$} ms"),
        Unit::Bytes => format!("{value:.0} B"),
        Unit::Count => format!("{value:.0}"),
        Unit::Times => format!("{value:.2} ×"),
    }
}

fn goal(line: &Line) -> String {
    match line.goal {
        Goal::Share(share) => format!("{share:.2}"),
        Goal::AtMost(value) => format!("≤ {}", amount(value, line.unit)),
        Goal::AtLeast(value) => format!("≥ {}", amount(value, line.unit)),
        Goal::None => String::new(),
    }
}

fn verdict(measured: &Measured, row: &Row, line: &Line) -> String {
    let Some(ours) = measured.median(row, workers(row), line.metric, Contender::Ours) else { return String::new() };
    let met = match line.goal {
        Goal::Share(goal) => {
            measured.share_of_go(row, workers(row), line.metric, Contender::Ours).map(|share| share <= goal)
        }
        Goal::AtMost(most) => Some(ours <= most),
        Goal::AtLeast(least) => Some(ours >= least),
        Goal::None => None,
    };
    let mut words = Vec::new();
    match met {
        Some(true) => words.push("met".to_owned()),
        Some(false) => words.push("**missed**".to_owned()),
        None => {}
    }
    if is_time(line.unit) {
        for rival in [Contender::May, Contender::Tokio] {
            let theirs = measured.median(row, workers(row), line.metric, rival);
            if theirs.is_some_and(|theirs| ours > theirs * (1.0 + NOISE)) {
                words.push(format!("slower than {}", rival.name()));
            }
        }
    }
    words.join("; ")
}

/// Footnotes: each text once.
#[derive(Default)]
struct Notes(Vec<String>);

impl Notes {
    fn mark(&mut self, note: &str) -> String {
        let place = self.0.iter().position(|known| known == note).unwrap_or_else(|| {
            self.0.push(note.to_owned());
            self.0.len() - 1
        });
        format!("[^{}]", place + 1)
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (place, note) in self.0.iter().enumerate() {
            let _ = write!(text, "\n[^{}]: {note}\n", place + 1);
        }
        text
    }
}
