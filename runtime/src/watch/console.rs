//! The console: a socket by which the program's user looks into it from outside. Only where the variable `GOROUTINES_CONSOLE`
//! names a path, and only for that user: the socket's mode is 0600 from the first moment, for it is made in a directory
//! that nobody else can enter, and moved from there.
//!
//! One connection, one question, one answer. The questions are lines:
//!
//! | question | answer |
//! | --- | --- |
//! | `dump`, `dump full` | what `runtime::dump` and `dump_full` write |
//! | `metrics` | a line for each number, its name first |
//! | `top` | an object of JSON: the workers, the groups of goroutines, the numbers |
//! | `trace start FILE`, `trace stop` | nothing, or what went wrong |
//!
//! The thread that answers is the runtime's own while it waits for a question, and so does not keep the deadlock report from
//! coming.

#![forbid(unsafe_code)]

use super::dump::{Form, Listing};
use super::metrics::{self, Metrics};
use super::{stuck, timeline};
use crate::base::text::Quoted;
use crate::base::{stderr, threads};
use crate::sched::roster;
use crate::task::home::Home;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::{env, process};

/// How long somebody may take to ask, and to take an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// A question is no longer than this.
const LONGEST: u64 = 4_096;

/// Opens the console that the variable `GOROUTINES_CONSOLE` names a path for.
pub(crate) fn start_by_variable() {
    const NAME: &str = "GOROUTINES_CONSOLE";
    let Some(path) = env::var_os(NAME).filter(|path| !path.is_empty()) else { return };
    let started = bind(Path::new(&path)).and_then(|listener| {
        threads::start("goroutines-console".to_owned(), move || serve(&listener))?;
        roster::count_own_thread();
        Ok(())
    });
    if let Err(error) = started {
        stderr::report(format_args!("goroutines: no console at {NAME}={}: {error}\n", path.display()));
    }
}

/// A socket at the path, in the place of one that a process has left behind.
fn bind(path: &Path) -> io::Result<UnixListener> {
    if let Ok(there) = fs::symlink_metadata(path)
        && !there.file_type().is_socket()
    {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "something else is there"));
    }
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(format!(".{}", process::id()));
    let folder = PathBuf::from(name);
    DirBuilder::new().mode(0o700).create(&folder)?;
    let inside = folder.join("socket");
    let bound = UnixListener::bind(&inside).and_then(|listener| {
        fs::set_permissions(&inside, Permissions::from_mode(0o600))?;
        fs::rename(&inside, path)?;
        Ok(listener)
    });
    let _ = fs::remove_file(&inside);
    let _ = fs::remove_dir(&folder);
    bound
}

fn serve(listener: &UnixListener) {
    for stream in listener.incoming() {
        // What it does may wake somebody, or wait for the trace's thread.
        roster::uncount_own_thread();
        if let Ok(mut stream) = stream {
            // Who has gone does not hear of it.
            let _ = answer(&mut stream);
        }
        roster::count_own_thread();
    }
}

fn answer(stream: &mut UnixStream) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut question = String::new();
    BufReader::new(&*stream).take(LONGEST).read_line(&mut question)?;
    let question = question.trim();
    let done = match question {
        "dump" => return Listing::take().write(stream, Form::Folded),
        "dump full" => return Listing::take().write(stream, Form::Full),
        "metrics" => return stream.write_all(numbers(&metrics::read()).as_bytes()),
        "top" => return stream.write_all(top().as_bytes()),
        "trace stop" => timeline::stop(),
        _ => match question.strip_prefix("trace start ") {
            Some(path) => File::create(path).and_then(|file| timeline::start(Box::new(file))),
            None => Err(io::Error::other(
                "ask for `dump`, `dump full`, `metrics`, `top`, `trace start FILE` or `trace stop`",
            )),
        },
    };
    match done {
        Ok(()) => Ok(()),
        Err(error) => writeln!(stream, "error: {error}"),
    }
}

/// The names and numbers.
fn list(metrics: &Metrics) -> [(&'static str, u64); 13] {
    let micros = |part| u64::try_from(metrics.latency.quantile(part).as_micros()).unwrap_or(u64::MAX);
    [
        ("running", metrics.running as u64),
        ("runnable", metrics.runnable as u64),
        ("waiting", metrics.waiting as u64),
        ("unstarted", metrics.unstarted as u64),
        ("created", metrics.created),
        ("ended", metrics.ended),
        ("parked", metrics.parked),
        ("stolen", metrics.stolen),
        ("long_slices", metrics.long_slices),
        ("latency_median_us", micros(0.5)),
        ("latency_99th_us", micros(0.99)),
        ("timers", metrics.timers as u64),
        ("sockets", metrics.sockets as u64),
    ]
}

fn numbers(metrics: &Metrics) -> String {
    let mut text = String::new();
    for (name, number) in list(metrics) {
        let _ = writeln!(text, "{name} {number}");
    }
    text
}

/// What is to be seen at a glance, as JSON.
fn top() -> String {
    let mut text = "{\"workers\":[".to_owned();
    for (index, home) in roster::homes().iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}{{\"state\":{},\"goroutines\":{},\"unstarted\":{},\"parked\":{}}}",
            Quoted(&state(home)),
            home.published.settled.load(Ordering::Relaxed),
            home.unstarted(),
            home.published.parked.load(Ordering::Relaxed)
        );
    }
    text.push_str("],\"groups\":[");
    for (index, group) in Listing::without_stacks().stalled(Duration::ZERO).iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}{{\"count\":{},\"reason\":{},\"at\":{},\"started\":{},\"youngest\":{:.1},\"oldest\":{:.1}}}",
            group.count,
            Quoted(group.reason),
            Quoted(&group.blocked_at.to_string()),
            Quoted(&group.spawned_at.to_string()),
            group.youngest.as_secs_f64(),
            group.oldest.as_secs_f64()
        );
    }
    text.push_str("],\"metrics\":{");
    for (index, (name, number)) in list(&metrics::read()).into_iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\"{name}\":{number}");
    }
    text.push_str("}}\n");
    text
}

fn state(home: &Home) -> String {
    if home.inbox.is_asleep() {
        return "sleeps".to_owned();
    }
    if home.published.idle.load(Ordering::Acquire) {
        return "looks for work".to_owned();
    }
    match stuck::running(home) {
        Some((id, name, started, _)) => format!("runs goroutine {id}{name}, started at {started}"),
        None => "between two goroutines".to_owned(),
    }
}
