//! The shortest schedule that fails, and how to write it down.

#![forbid(unsafe_code)]

use super::decide::{self, Decision};
use super::explore::{Body, Failed};
use crate::task::bubble::{EndOfStay, Stay};
use std::fmt::{self, Write as _};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// Schedules that are tried to find a shorter one, and how long at most.
const TRIES: usize = 400;
const PATIENCE: Duration = Duration::from_secs(5);

/// Lines that are told of a schedule.
const LINES: usize = 60;

/// Decisions that are not for the first: at which, and for which.
///
/// Written as `s3:1.7:2`: the third for the one after the first, the seventh for the one after that, and all others for the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Schedule(Vec<(usize, usize)>);

impl Schedule {
    pub(super) fn of(decisions: &[Decision]) -> Schedule {
        let chosen = decisions.iter().map(|decision| decision.chosen).enumerate();
        Schedule(chosen.filter(|&(_, chosen)| chosen > 0).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn choices(&self) -> Vec<usize> {
        let length = self.0.last().map_or(0, |&(at, _)| at + 1);
        let mut choices = vec![0; length];
        for &(at, chosen) in &self.0 {
            choices[at] = chosen;
        }
        choices
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('s')?;
        for (index, (at, chosen)) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_char('.')?;
            }
            write!(f, "{at}:{chosen}")?;
        }
        Ok(())
    }
}

impl FromStr for Schedule {
    type Err = ();

    fn from_str(text: &str) -> Result<Schedule, ()> {
        let parts = text.strip_prefix('s').ok_or(())?.split('.').filter(|part| !part.is_empty());
        let mut all = Vec::new();
        for part in parts {
            let (at, chosen) = part.split_once(':').ok_or(())?;
            let (at, chosen) = (at.parse().map_err(|_| ())?, chosen.parse().map_err(|_| ())?);
            // A place beyond all that a bubble may take is none.
            if at > 100_000_000 || all.last().is_some_and(|&(last, _)| last >= at) {
                return Err(());
            }
            all.push((at, chosen));
        }
        Ok(Schedule(all))
    }
}

/// Leaves decisions out as long as it still fails: half of them, a quarter, one by one.
pub(super) fn shrink(body: &Body, mut shortest: Failed) -> Failed {
    let (start, mut tries) = (Instant::now(), 0);
    let mut part = Schedule::of(&shortest.decisions).len().div_ceil(2);
    while part > 0 {
        let mut from = 0;
        let mut shorter = false;
        loop {
            let Schedule(all) = Schedule::of(&shortest.decisions);
            if from >= all.len() {
                break;
            }
            if tries == TRIES || start.elapsed() > PATIENCE {
                return shortest;
            }
            tries += 1;
            let rest = all[..from].iter().chain(all.iter().skip(from + part)).copied().collect();
            match body.run(decide::again(Schedule(rest).choices())) {
                Err(found) if Schedule::of(&found.decisions).len() < all.len() => {
                    shortest = found;
                    shorter = true;
                }
                _ => from += part,
            }
        }
        if !shorter || part > 1 {
            part /= 2;
        }
    }
    shortest
}

/// A schedule in words.
pub(super) fn told(course: &[Stay]) -> String {
    let mut text = String::new();
    for stay in course.iter().take(LINES) {
        let _ = write!(text, "    goroutine {} of the bubble, started at {}, ", stay.goroutine, stay.spawned_at);
        let _ = match stay.end {
            EndOfStay::Ended => writeln!(text, "ends"),
            EndOfStay::Interrupted => writeln!(text, "gives way"),
            EndOfStay::Waits(reason, Some(at)) => writeln!(text, "waits at {at} [{}]", reason.text()),
            EndOfStay::Waits(reason, None) => writeln!(text, "waits [{}]", reason.text()),
        };
    }
    if course.len() > LINES {
        let _ = writeln!(text, "    and so on, {} turns", course.len() - LINES);
    }
    text
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::Schedule;

    #[test]
    fn a_schedule_is_read_as_it_is_written() {
        for text in ["s", "s0:1", "s3:1.7:2"] {
            let schedule: Schedule = text.parse().unwrap();
            assert_eq!(schedule.to_string(), text);
        }
        assert_eq!("s3:1.5:2".parse::<Schedule>().unwrap().choices(), [0, 0, 0, 1, 0, 2]);
        for wrong in ["", "3:1", "s3", "s3:1.3:1", "s-1:1", "s3:x"] {
            assert!(wrong.parse::<Schedule>().is_err(), "{wrong}");
        }
    }
}
