//! The trace's file: Chrome's trace-event format, as an array of objects, one a line. Perfetto and `chrome://tracing` read it,
//! also without its end, so that a program that crashes leaves a trace.
//!
//! Written by hand. A crate for JSON would bring five more into every program that uses goroutines, for the sake of strings
//! between quotation marks; that what is written here is JSON, the tests ask such a crate.

#![forbid(unsafe_code)]

use crate::base::text::Quoted;
use std::fmt::{self, Write as _};
use std::io::{self, Write};
use std::process;

/// Bytes that are written at a time.
const AT_A_TIME: usize = 1 << 16;

/// Where the trace goes.
pub(super) struct Sink {
    out: Box<dyn Write + Send>,
    /// Whole lines that are still to be written, so that a file that breaks off does so between two.
    lines: String,
    process: u32,
    begun: bool,
    /// The first; after it nothing more is written.
    error: Option<io::Error>,
}

/// A track: a row of the timeline.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Track {
    Worker(usize),
    Poller(usize),
    Thread(u64),
}

impl Track {
    fn number(self) -> u64 {
        match self {
            Track::Worker(index) => index as u64 + 1,
            Track::Poller(index) => index as u64 + 10_001,
            Track::Thread(number) => number + 20_000,
        }
    }
}

impl Sink {
    pub(super) fn new(out: Box<dyn Write + Send>) -> Sink {
        Sink { out, lines: String::new(), process: process::id(), begun: false, error: None }
    }

    /// An event of a kind that the format names by a letter, on a track, at so many nanoseconds, with further members.
    pub(super) fn event(&mut self, letter: &str, name: &str, track: Track, time: f64, more: fmt::Arguments<'_>) {
        let (process, number) = (self.process, track.number());
        let time = time / 1_000.0;
        self.put(format_args!(
            "{{\"ph\":\"{letter}\",\"name\":{},\"pid\":{process},\"tid\":{number},\"ts\":{time:.3}{more}}}",
            Quoted(name)
        ));
    }

    /// Names a track, and says where it stands.
    pub(super) fn name_track(&mut self, track: Track, name: &str) {
        let (process, number) = (self.process, track.number());
        for (what, value) in [
            ("thread_name", format!("\"name\":{}", Quoted(name))),
            ("thread_sort_index", format!("\"sort_index\":{number}")),
        ] {
            self.put(format_args!(
                "{{\"ph\":\"M\",\"name\":\"{what}\",\"pid\":{process},\"tid\":{number},\"args\":{{{value}}}}}"
            ));
        }
    }

    /// Names the process.
    pub(super) fn name_process(&mut self, name: &str) {
        let process = self.process;
        self.put(format_args!(
            "{{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":{process},\"args\":{{\"name\":{}}}}}",
            Quoted(name)
        ));
    }

    /// Numbers at a time.
    pub(super) fn counter(&mut self, name: &str, time: f64, values: &[(&str, u64)]) {
        let (process, time) = (self.process, time / 1_000.0);
        let mut args = String::new();
        for (index, (name, value)) in values.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let _ = write!(args, "{comma}{}:{value}", Quoted(name));
        }
        self.put(format_args!(
            "{{\"ph\":\"C\",\"name\":{},\"pid\":{process},\"ts\":{time:.3},\"args\":{{{args}}}}}",
            Quoted(name)
        ));
    }

    fn put(&mut self, object: fmt::Arguments<'_>) {
        if self.error.is_some() {
            return;
        }
        let before = if std::mem::replace(&mut self.begun, true) { ",\n" } else { "[\n" };
        let _ = write!(self.lines, "{before}{object}");
        if self.lines.len() >= AT_A_TIME {
            self.write_lines();
        }
    }

    fn write_lines(&mut self) {
        if self.error.is_none() {
            self.error = self.out.write_all(self.lines.as_bytes()).err();
        }
        self.lines.clear();
    }

    pub(super) fn flush(&mut self) {
        self.write_lines();
        if self.error.is_none() {
            self.error = self.out.flush().err();
        }
    }

    /// Ends the array, and says whether all was written.
    ///
    /// # Errors
    ///
    /// The writer's first.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.lines.push_str(if self.begun { "\n]\n" } else { "[]\n" });
        self.flush();
        self.error.map_or(Ok(()), Err)
    }
}
