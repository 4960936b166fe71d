//! The trace: a thread that reads what the workers note (`task/events`), puts it in the order of time, and writes a timeline.
//!
//! The thread looks every few milliseconds. Before it reads the rings it takes a stamp; events that are older than that have
//! all been read then, so they are put in order at once, and younger ones wait for the next look. (Who has taken a stamp and
//! lost its processor before it has written the event is late, by one look at most cases; then an arrow is missing.)
//!
//! To write an event takes longer than to note one, and the program is to have the processors. So it writes a few thousand at
//! each look and keeps the others, up to a number. What is beyond is lost, counted, and shown.

#![forbid(unsafe_code)]

mod json;
mod weave;

use super::dump::Listing;
use super::metrics;
use crate::base::ticks::{self, Scale};
use crate::base::{stderr, threads};
use crate::chan::{self, Sender};
use crate::sched::roster;
use crate::task::events::{self, Event, Kind};
use crate::task::observers;
use crossbeam_channel::RecvTimeoutError;
use json::{Sink, Track};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{env, path::Path};
use weave::Weaver;

/// Between two looks at the rings.
const LOOK: Duration = Duration::from_millis(5);

/// Events that are written at each look.
const WRITTEN: usize = 2_000;

/// Events that are kept to be written later, at most, unless `GOROUTINES_TRACE_KEEP` says otherwise: some 200 MB of timeline.
const KEPT: usize = 1 << 20;

/// A trace that is on: how to stop it.
type Stop = crossbeam_channel::Sender<Sender<io::Result<()>>>;

static TRACE: Mutex<Option<Stop>> = Mutex::new(None);

fn trace() -> MutexGuard<'static, Option<Stop>> {
    TRACE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a trace.
///
/// # Errors
///
/// If one is on, or the system refuses the thread.
pub(crate) fn start(writer: Box<dyn Write + Send>) -> io::Result<()> {
    let mut trace = trace();
    if trace.is_some() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "a trace is on already; stop it first"));
    }
    // What is left of the last one.
    roster::homes().iter().for_each(|home| home.ring().read(|_| ()));
    drop(events::take_elsewhere());
    drop(events::take_names());
    let mut weaver = Weaver::default();
    for (id, name) in Listing::without_stacks().names() {
        weaver.name(id, name);
    }
    let (stop, stopped) = crossbeam_channel::bounded(1);
    let mut collector = Collector {
        sink: Sink::new(writer),
        weaver,
        scale: Scale::new(),
        young: Vec::new(),
        batches: VecDeque::new(),
        kept: 0,
        most: env::var("GOROUTINES_TRACE_KEEP").ok().and_then(|text| text.trim().parse().ok()).unwrap_or(KEPT),
        gap: 0,
        overflow: 0,
    };
    let work = move || {
        let answer = collector.work(&stopped);
        let result = collector.finish();
        if let Some(answer) = answer {
            // Who has asked may be tired of waiting.
            let _ = answer.send(result);
        }
    };
    threads::start("goroutines-trace".to_owned(), work)?;
    roster::count_own_thread();
    events::want(true);
    observers::observe(roster::homes(), Some(true));
    *trace = Some(stop);
    Ok(())
}

/// Ends the trace: when this returns, all is written. Nothing happens if none is on.
///
/// # Errors
///
/// The writer's.
#[track_caller]
pub(crate) fn stop() -> io::Result<()> {
    let Some(stop) = trace().take() else { return Ok(()) };
    observers::observe(roster::homes(), Some(false));
    events::want(false);
    let (answer, result) = chan::open(Some(1));
    // It is about to wake somebody, so it is taken off the count on its behalf, before it knows.
    roster::uncount_own_thread();
    if stop.send(answer).is_err() {
        roster::count_own_thread();
        return Err(io::Error::other("the trace's thread has panicked: its writer did"));
    }
    result.recv().unwrap_or_else(|_| Err(io::Error::other("the trace's thread has panicked: its writer did")))
}

/// Starts the trace that the variable `GOROUTINES_TRACE` names a file for.
pub(crate) fn start_by_variable() {
    const NAME: &str = "GOROUTINES_TRACE";
    let Some(path) = env::var_os(NAME).filter(|path| !path.is_empty()) else { return };
    let started = File::create(Path::new(&path)).and_then(|file| start(Box::new(file)));
    if let Err(error) = started {
        stderr::report(format_args!("goroutines: no trace to {NAME}={}: {error}\n", path.display()));
    }
}

/// The process is about to end: writes what there is.
pub(crate) fn end() {
    if let Err(error) = stop() {
        stderr::report(format_args!("goroutines: the trace is not complete: {error}\n"));
    }
}

struct Collector {
    sink: Sink,
    weaver: Weaver,
    scale: Scale,
    /// Read, and perhaps not all of their time.
    young: Vec<(Track, Event)>,
    /// In the order of time.
    batches: VecDeque<std::vec::IntoIter<(Track, Event)>>,
    /// Events in these.
    kept: usize,
    /// How many there may be.
    most: usize,
    /// Events that there was no room for, since there last was.
    gap: u64,
    /// And elsewhere, and before.
    overflow: u64,
}

impl Collector {
    /// Until somebody stops the trace, who is to have an answer.
    fn work(
        &mut self,
        stopped: &crossbeam_channel::Receiver<Sender<io::Result<()>>>,
    ) -> Option<Sender<io::Result<()>>> {
        let program = env::current_exe().ok();
        let name = program.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        self.sink.name_process(&name.unwrap_or_default());
        loop {
            let asked = stopped.recv_timeout(LOOK);
            let last = !matches!(asked, Err(RecvTimeoutError::Timeout));
            if !last {
                // The writer is the user's code, which may wake somebody.
                roster::uncount_own_thread();
            }
            self.look(last);
            if last {
                return asked.ok();
            }
            self.sink.flush();
            roster::count_own_thread();
        }
    }

    fn look(&mut self, last: bool) {
        let now = ticks::now();
        self.scale.adjust();
        for (id, name) in events::take_names() {
            self.weaver.name(id, name);
        }
        for (index, home) in roster::homes().iter().enumerate() {
            home.ring().read(|event| self.young.push((Track::Worker(index), event)));
            if last && home.ring().lost() > 0 {
                let event = Event { time: now, kind: Kind::Lost, id: home.ring().lost(), place: None, ..Event::NONE };
                self.young.push((Track::Worker(index), event));
            }
        }
        let elsewhere = events::take_elsewhere();
        for (number, name) in &elsewhere.names {
            self.weaver.name_thread(*number, name, &mut self.sink);
        }
        self.young.extend(elsewhere.events.into_iter().map(|(number, event)| (Track::Thread(number), event)));
        self.overflow += elsewhere.lost;
        self.young.sort_by_key(|(_, event)| event.time);
        let old = if last { self.young.len() } else { self.young.partition_point(|(_, event)| event.time < now) };
        let younger = self.young.split_off(old);
        let batch = std::mem::replace(&mut self.young, younger);
        self.keep(batch);
        // All by one rate, or a slice might begin before the last has ended.
        if last || self.scale.is_settled() {
            self.write(if last { usize::MAX } else { WRITTEN });
        }
        self.count(now);
    }

    /// Keeps a batch to be written, if there is room for it.
    fn keep(&mut self, mut batch: Vec<(Track, Event)>) {
        if self.kept + batch.len() > self.most {
            self.gap += batch.len() as u64;
        } else if let Some(&(_, first)) = batch.first() {
            if self.gap > 0 {
                let lost = |index| (Track::Worker(index), Event { time: first.time, ..Event::NONE });
                let tracks = (0..roster::homes().len()).map(lost);
                batch.splice(0..0, tracks);
                self.overflow += std::mem::take(&mut self.gap);
            }
            self.kept += batch.len();
            self.batches.push_back(batch.into_iter());
        }
    }

    /// Writes so many events.
    fn write(&mut self, most: usize) {
        for _ in 0..most {
            let Some(batch) = self.batches.front_mut() else { return };
            match batch.next() {
                Some((track, event)) => {
                    self.kept -= 1;
                    self.weaver.take(track, &event, &self.scale, &mut self.sink);
                }
                None => drop(self.batches.pop_front()),
            }
        }
    }

    fn count(&mut self, now: u64) {
        let (metrics, time) = (metrics::read(), self.scale.nanoseconds(now));
        let (runnable, waiting) = ((metrics.runnable + metrics.unstarted) as u64, metrics.waiting as u64);
        self.sink.counter("goroutines", time, &[("runnable", runnable), ("waiting", waiting)]);
        self.sink.counter("started", time, &[("goroutines", metrics.created)]);
        self.sink.counter("stolen", time, &[("goroutines", metrics.stolen)]);
        let lost = self.weaver.lost + self.overflow + self.gap;
        if lost > 0 {
            self.sink.counter("lost events", time, &[("events", lost)]);
        }
    }

    fn finish(mut self) -> io::Result<()> {
        let now = self.scale.nanoseconds(ticks::now());
        self.weaver.finish(now, &mut self.sink);
        self.sink.finish()
    }
}
