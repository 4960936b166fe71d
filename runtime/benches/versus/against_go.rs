//! The tables of the rows that are compared with Go alone, in Markdown: the groups, and each group's rows, where we lose
//! first.

#![forbid(unsafe_code)]

use crate::arguments::Wanted;
use crate::contenders::Contender;
use crate::report::{amount, heading, number};
use crate::rounds::Measured;
use crate::rows::{Group, Row, Unit};
use std::fmt::Write;

/// A larger share is a loss; what is between this and 1 is noise.
pub(crate) const LOSS: f64 = 1.05;

/// The groups of what is wanted and was measured, each with its rows.
pub(crate) fn groups(wanted: &Wanted, measured: &Measured) -> Vec<(Group, Vec<&'static Row>)> {
    let rows = |group| wanted.rows.iter().copied().filter(move |row| row.group == group && measured.has(row));
    let groups = Group::ALL.into_iter().filter(|&group| group != Group::Rivals);
    groups.map(|group| (group, rows(group).collect())).filter(|(_, rows): &(_, Vec<_>)| !rows.is_empty()).collect()
}

/// A line for each group.
pub(crate) fn summaries(groups: &[(Group, Vec<&Row>)], measured: &Measured) -> String {
    let mut text = heading(measured);
    text += "| geometric means | rows | time, two workers | time, one | processor time, two | one | slower than Go |\n";
    text += "|---|--:|--:|--:|--:|--:|--:|\n";
    for (group, rows) in groups {
        text += &summary(group.title(), rows, measured);
    }
    let of = |is_wanted: fn(Group) -> bool| -> Vec<&Row> {
        groups.iter().filter(|(group, _)| is_wanted(*group)).flat_map(|(_, rows)| rows.iter().copied()).collect()
    };
    if groups.len() > 1 {
        // Forced rows are hard cases, and no sample of programs.
        text += &summary("Go's own benchmarks", &of(Group::is_of_go), measured);
        text += &summary("all that are not forced", &of(|group| !matches!(group, Group::Split | Group::One)), measured);
    }
    text
}

/// A table for each group, and what has failed.
pub(crate) fn tables(groups: &[(Group, Vec<&Row>)], measured: &Measured) -> String {
    let mut text = String::new();
    for (group, rows) in groups {
        text += &table(*group, rows.clone(), measured);
    }
    text + &failures(groups, measured)
}

/// The geometric means.
fn summary(title: &str, rows: &[&Row], measured: &Measured) -> String {
    let share = |workers, metric| {
        let shares = rows.iter().filter_map(|row| measured.share_of_go(row, workers, metric, Contender::Ours));
        number(geometric_mean(shares))
    };
    let losses = rows.iter().filter(|row| share_of(row, measured).is_some_and(|share| share > LOSS)).count();
    let [two, one] = [2, 1].map(|workers| share(workers, "time"));
    let [cpu_two, cpu_one] = [2, 1].map(|workers| share(workers, "cpu"));
    format!("| {title} | {} | {two} | {one} | {cpu_two} | {cpu_one} | {losses} |\n", rows.len())
}

pub(crate) fn geometric_mean(shares: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = shares.fold((0.0, 0), |(sum, count), share| (sum + share.max(1e-6).ln(), count + 1));
    (count > 0).then(|| (sum / f64::from(count)).exp())
}

/// With as many workers as the row is measured with first.
pub(crate) fn share_of(row: &Row, measured: &Measured) -> Option<f64> {
    measured.share_of_go(row, row.settings()[0], "time", Contender::Ours)
}

fn table(group: Group, mut rows: Vec<&Row>, measured: &Measured) -> String {
    let key = |row: &Row| share_of(row, measured).unwrap_or(f64::INFINITY);
    rows.sort_by(|a, b| key(b).total_cmp(&key(a)));
    let title = group.title();
    let mut text = format!(
        "\n| {title} | | here | slowest | of the fastest | Go | slowest | share of Go's time | of its processor time | time, \
         one worker |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    );
    for row in rows {
        let workers = row.settings()[0];
        let time = |contender| {
            let median = measured.median(row, workers, "time", contender).map_or_else(String::new, scaled);
            let range = measured.range(row, workers, "time", contender);
            (median, range.map_or_else(String::new, |(_, slowest)| scaled(slowest)), range)
        };
        let (ours, our_slowest, range) = time(Contender::Ours);
        let (go, go_slowest, _) = time(Contender::Go);
        let spread = range.map_or_else(String::new, |(fastest, slowest)| format!("{:.2}", slowest / fastest));
        let share = share_of(row, measured);
        let cpu = measured.share_of_go(row, workers, "cpu", Contender::Ours);
        let one = row.settings().get(1).and_then(|&one| measured.share_of_go(row, one, "time", Contender::Ours));
        let _ = writeln!(
            text,
            "| `{}` | {} | {ours} | {our_slowest} | {spread} | {go} | {go_slowest} | {} | {} | {} |",
            row.name,
            row.title,
            marked(share),
            number(cpu),
            marked(one)
        );
    }
    text
}

fn scaled(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => amount(nanoseconds, Unit::Nanoseconds),
        ..1e6 => amount(nanoseconds / 1e3, Unit::Microseconds),
        _ => amount(nanoseconds / 1e6, Unit::Milliseconds),
    }
}

/// A loss in bold.
fn marked(share: Option<f64>) -> String {
    let text = number(share);
    if share.is_some_and(|share| share > LOSS) { format!("**{text}**") } else { text }
}

fn failures(groups: &[(Group, Vec<&Row>)], measured: &Measured) -> String {
    let mut text = String::new();
    for row in groups.iter().flat_map(|(_, rows)| rows) {
        for &workers in row.settings() {
            for contender in [Contender::Ours, Contender::Go] {
                let (failed, runs, complaint) = measured.failures(row, workers, contender);
                if failed > 0 {
                    let name = contender.name();
                    let _ =
                        write!(text, "\n`{}`, {workers}: {failed} of {runs} failed, {name}: {complaint}\n", row.name);
                }
            }
        }
    }
    text
}
