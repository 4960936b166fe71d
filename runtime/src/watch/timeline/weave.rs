//! From events to a timeline: what begins and what ends it become a slice, a wake-up and the run that it led to an arrow.
//!
//! The events come in the order of time. Some may be missing: those lost in a full ring, and what was before the trace began.
//! A slice whose end is missing ends with the next event of its worker, and says so; an end without a beginning is no slice.

#![forbid(unsafe_code)]

use super::json::{Sink, Track};
use crate::base::text::Quoted;
use crate::base::ticks::Scale;
use crate::task::events::{self, Event, Kind};
use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::panic::Location;

/// What is known of a goroutine that has not ended.
#[derive(Default)]
struct Known {
    name: Option<String>,
    /// When it could go on, and the arrow that leads from there.
    runnable: Option<(f64, Option<u64>)>,
    /// When and why it waits.
    parked: Option<(f64, &'static str)>,
}

/// What runs on a worker, or on a thread.
struct Open {
    id: u64,
    begin: f64,
    place: Option<&'static Location<'static>>,
    /// How long the goroutine had waited, for what, and then for its worker; as members of the slice's arguments.
    before: String,
}

/// What the events so far have begun.
#[derive(Default)]
pub(super) struct Weaver {
    goroutines: HashMap<u64, Known>,
    open: HashMap<Track, Open>,
    polls: HashMap<usize, f64>,
    named: HashMap<Track, ()>,
    /// When something last happened on a track.
    last: HashMap<Track, f64>,
    arrows: u64,
    /// Events that were lost.
    pub(super) lost: u64,
}

struct Place(Option<&'static Location<'static>>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(place) => write!(f, "{}:{}", place.file(), place.line()),
            None => f.write_str("unknown"),
        }
    }
}

fn micros(nanoseconds: f64) -> f64 {
    nanoseconds.max(0.0) / 1_000.0
}

impl Weaver {
    pub(super) fn name(&mut self, id: u64, name: String) {
        self.goroutines.entry(id).or_default().name = Some(name);
    }

    fn label(&self, id: u64, place: Option<&'static Location<'static>>) -> String {
        let name = self.goroutines.get(&id).and_then(|known| known.name.clone());
        name.unwrap_or_else(|| Place(place).to_string())
    }

    /// Takes the next event.
    pub(super) fn take(&mut self, track: Track, event: &Event, scale: &Scale, sink: &mut Sink) {
        let time = scale.nanoseconds(event.time);
        // Where something is missing, nothing is known of what came after this.
        let before = self.last.insert(track, time).unwrap_or(time);
        if let Track::Worker(index) = track
            && self.named.insert(track, ()).is_none()
        {
            sink.name_track(track, &format!("worker {index}"));
        }
        match event.kind {
            Kind::Resumed => {
                self.close(track, before, "unknown", "", sink);
                self.begin(track, event, time, sink);
            }
            Kind::Parked => self.end(track, event, time, event.reason.text(), sink),
            Kind::Yielded => self.end(track, event, time, "yielded", sink),
            Kind::SliceOver => self.end(track, event, time, "time slice over", sink),
            Kind::Ended => self.end(track, event, time, "ended", sink),
            Kind::Woken | Kind::Spawned => {
                self.arrows += 1;
                let name = if event.kind == Kind::Woken { "wake" } else { "go" };
                sink.event("s", name, track, time, format_args!(",\"cat\":\"arrow\",\"id\":{}", self.arrows));
                self.goroutines.entry(event.id).or_default().runnable = Some((time, Some(self.arrows)));
            }
            Kind::CallBegins => {
                let open = Open { id: event.id, begin: time, place: event.place, before: String::new() };
                self.open.insert(track, open);
            }
            Kind::CallEnds => {
                if let Some(call) = self.open.remove(&track) {
                    let args = format!(
                        ",\"args\":{{\"goroutine\":{},\"at\":{}}}",
                        call.id,
                        Quoted(&Place(call.place).to_string())
                    );
                    let name = format!(
                        "blocking, for {}",
                        self.label(call.id, None).replace("unknown", &format!("goroutine {}", call.id))
                    );
                    let duration = micros(time - call.begin);
                    sink.event(
                        "X",
                        &name,
                        track,
                        call.begin,
                        format_args!(",\"cat\":\"blocking\",\"dur\":{duration:.3}{args}"),
                    );
                }
            }
            Kind::PollerSleeps | Kind::PollerWakes => self.poll(track, event, time, sink),
            Kind::RegionBegins | Kind::RegionEnds => {
                let letter = if event.kind == Kind::RegionBegins { "b" } else { "e" };
                let (id, name) = (self.runs_on(track), events::word(event.id));
                sink.event(letter, name, track, time, format_args!(",\"cat\":\"region\",\"id\":{id}"));
            }
            Kind::Marked => {
                let id = self.runs_on(track);
                let more = format_args!(",\"cat\":\"event\",\"s\":\"t\",\"args\":{{\"goroutine\":{id}}}");
                sink.event("i", events::word(event.id), track, time, more);
            }
            Kind::Lost => {
                self.lost += event.id;
                self.close(track, before, "unknown: events were lost", "", sink);
                if event.id > 0 {
                    let name = format!("{} events lost", event.id);
                    sink.event("i", &name, track, time, format_args!(",\"s\":\"t\""));
                }
            }
        }
    }

    /// The goroutine that runs there, or 0.
    fn runs_on(&self, track: Track) -> u64 {
        self.open.get(&track).map_or(0, |open| open.id)
    }

    fn begin(&mut self, track: Track, event: &Event, time: f64, sink: &mut Sink) {
        let known = self.goroutines.entry(event.id).or_default();
        let runnable = known.runnable.take();
        let mut before = String::new();
        if let Some((since, arrow)) = runnable {
            let _ = write!(before, ",\"waited_us\":{:.3}", micros(time - since));
            if let Some((parked, reason)) = known.parked.take() {
                let blocked = micros(since - parked);
                let _ = write!(before, ",\"blocked_us\":{blocked:.3},\"blocked_by\":{}", Quoted(reason));
            }
            if let Some(arrow) = arrow {
                let name = if before.contains("blocked_by") { "wake" } else { "go" };
                let more = format_args!(",\"cat\":\"arrow\",\"bp\":\"e\",\"id\":{arrow}");
                sink.event("f", name, track, time, more);
            }
        }
        self.open.insert(track, Open { id: event.id, begin: time, place: event.place, before });
    }

    fn end(&mut self, track: Track, event: &Event, time: f64, why: &'static str, sink: &mut Sink) {
        if self.runs_on(track) == event.id {
            let at = event.place.map(|place| format!(",\"at\":{}", Quoted(&place.to_string()))).unwrap_or_default();
            self.close(track, time, why, &at, sink);
        }
        let known = self.goroutines.entry(event.id).or_default();
        match event.kind {
            Kind::Ended => drop(self.goroutines.remove(&event.id)),
            Kind::Parked => known.parked = Some((time, why)),
            _ => known.runnable = Some((time, None)),
        }
    }

    /// Writes the slice that is open on a track, if one is.
    fn close(&mut self, track: Track, time: f64, why: &str, at: &str, sink: &mut Sink) {
        let Some(open) = self.open.remove(&track) else { return };
        let name = self.label(open.id, open.place);
        let duration = micros(time - open.begin);
        let started = Place(open.place).to_string();
        sink.event(
            "X",
            &name,
            track,
            open.begin,
            format_args!(
                ",\"cat\":\"goroutine\",\"dur\":{duration:.3},\"args\":{{\"goroutine\":{},\"started\":{},\"ended\":{}{at}{}}}",
                open.id,
                Quoted(&started),
                Quoted(why),
                open.before
            ),
        );
    }

    fn poll(&mut self, worker: Track, event: &Event, time: f64, sink: &mut Sink) {
        let Track::Worker(index) = worker else { return };
        let track = Track::Poller(index);
        if event.kind == Kind::PollerSleeps {
            self.polls.insert(index, time);
            return;
        }
        if self.named.insert(track, ()).is_none() {
            sink.name_track(track, &format!("poller of worker {index}"));
        }
        if let Some(begin) = self.polls.remove(&index) {
            let more = format!(",\"dur\":{:.3},\"args\":{{\"ready\":{}}}", micros(time - begin), event.id);
            sink.event("X", "waits for sockets", track, begin, format_args!(",\"cat\":\"poller\"{more}"));
        }
    }

    pub(super) fn name_thread(&mut self, number: u64, name: &str, sink: &mut Sink) {
        let track = Track::Thread(number);
        if self.named.insert(track, ()).is_none() {
            sink.name_track(track, name);
        }
    }

    /// The trace ends: what runs, runs on.
    pub(super) fn finish(&mut self, time: f64, sink: &mut Sink) {
        let mut open: Vec<Track> =
            self.open.keys().copied().filter(|track| matches!(track, Track::Worker(_))).collect();
        open.sort_by_key(|track| format!("{track:?}"));
        for track in open {
            self.close(track, time, "still running", "", sink);
        }
    }
}
