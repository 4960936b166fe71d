//! The stacks of suspended goroutines, as reports print them: from the user's call outwards, without the runtime's
//! frames.
//!
//! Asked for by `RUST_BACKTRACE`, as std's are.

#![forbid(unsafe_code)]

use super::spare;
use crate::base::user_code;
use crate::sched::{idle, roster};
use crate::task::current;
use crate::task::reason::Reason;
use crate::task::trace::Errand;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use std::backtrace::Backtrace;
use std::borrow::Cow;
use std::collections::HashMap;
use std::env;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

/// How long a report waits for the next stack: a worker that does not look around before is busy with a goroutine.
const PATIENCE: Duration = Duration::from_millis(300);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(1);

/// Names of frames that belong to nobody's program.
const INSIDE: &[&str] = &["goroutines::", "std::", "core::", "alloc::", "corosensei::", "generator::", "_", "rust_"];

/// Where such frames come from. Optimised builds know a function that was inlined by its bare name, and by its place.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
const LIBRARIES: &[&str] = &["/rustc/", "/rustlib/src/rust/library/", "/generator-", "/corosensei-"];

/// Whether reports are to have stacks.
pub(super) fn are_wanted() -> bool {
    env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0")
}

/// What must precede the moment at which stacks may be wanted.
pub(crate) fn prepare() {
    if are_wanted() {
        spare::keep();
    }
}

/// The stacks of all goroutines whose workers answer in time, by goroutine: a line for each frame. May park the caller.
#[track_caller]
pub(super) fn collect() -> HashMap<u64, Arc<str>> {
    let site = Site { reason: Reason::Sleep, location: Location::caller() };
    let homes = roster::homes();
    let errand = Arc::new(Errand::new(homes.len()));
    for home in homes {
        home.errands.leave(Arc::clone(&errand));
    }
    let (mut found, mut since) = (0, Instant::now());
    while !errand.is_done() && since.elapsed() < PATIENCE {
        for home in homes {
            home.look.store(true, Ordering::Release);
            idle::wake(home);
        }
        pause(site);
        let now = errand.len();
        if now > found {
            (found, since) = (now, Instant::now());
        }
    }
    // Stacks that are the same are described once.
    let mut described: HashMap<*const Backtrace, Arc<str>> = HashMap::new();
    let found = errand.finish();
    let texts = found.iter().map(|(id, stack)| {
        let text = described.entry(Arc::as_ptr(stack)).or_insert_with(|| describe(stack).into());
        (*id, Arc::clone(text))
    });
    spare::lend(|| texts.collect())
}

/// Waits a little. A goroutine lets its own worker look around meanwhile.
fn pause(site: Site) {
    if current::local().is_some_and(|local| local.may_switch_away()) {
        sleep_until(Some(Instant::now() + PAUSE), site);
    } else {
        thread::sleep(PAUSE);
    }
}

/// A line for each frame of the goroutine's own.
fn describe(stack: &Backtrace) -> String {
    let text = stack.to_string();
    let mut frames = parse(&text);
    // Where the program was stripped, or its file cannot be read, all names are unknown but those of the C library.
    let Some(end) = frames.iter().position(|frame| frame.name.contains(user_code::MARK)) else {
        return "\tstack unavailable: no symbols\n".to_owned();
    };
    frames.truncate(end);
    while frames.last().is_some_and(Frame::is_inside) {
        frames.pop();
    }
    let start = frames.iter().position(|frame| !frame.is_inside()).unwrap_or(frames.len());
    let mut lines = String::new();
    for frame in &frames[start..] {
        lines.push_str("\tin ");
        lines.push_str(frame.name);
        if let Some(place) = frame.place {
            lines.push_str(" at ");
            lines.push_str(place.strip_prefix("./").unwrap_or(place));
        }
        lines.push('\n');
    }
    lines
}

/// One function of a stack.
struct Frame<'a> {
    name: &'a str,
    place: Option<&'a str>,
}

impl Frame<'_> {
    /// Whether its name, without what stands before a method's type, begins like this.
    fn is(&self, start: &str) -> bool {
        self.name.trim_start_matches(['<', '&', '*']).starts_with(start)
    }

    fn is_inside(&self) -> bool {
        let qualified = self.name.contains("::");
        let named = INSIDE.iter().any(|start| self.is(start));
        match self.place {
            Some(place) => named && qualified || is_place_inside(place),
            None => named || !qualified,
        }
    }
}

/// Whether this is a place in the runtime, in std, or in what switches stacks.
fn is_place_inside(place: &str) -> bool {
    let place = whole(place);
    place.starts_with(SOURCES) || LIBRARIES.iter().any(|library| place.contains(library))
}

/// The whole path of a place: std prints places below the current directory from there on.
fn whole(place: &str) -> Cow<'_, str> {
    match (place.strip_prefix("./"), env::current_dir()) {
        (Some(rest), Ok(here)) => Cow::Owned(here.join(rest).to_string_lossy().into_owned()),
        _ => Cow::Borrowed(place),
    }
}

/// Takes apart what std prints: `  12: name` for a frame, only the name for a function that was inlined into it, and
/// `at file:line:column` on the next line, if it is known.
fn parse(text: &str) -> Vec<Frame<'_>> {
    let mut frames: Vec<Frame<'_>> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(place) = line.strip_prefix("at ") {
            if let Some(frame) = frames.last_mut() {
                frame.place = Some(place);
            }
            continue;
        }
        let name = match line.split_once(": ") {
            Some((number, name)) if number.bytes().all(|byte| byte.is_ascii_digit()) => name.trim(),
            _ => line,
        };
        if !name.is_empty() {
            frames.push(Frame { name, place: None });
        }
    }
    frames
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn frames_are_taken_apart() {
        let text = "   0: goroutines::task::trace::walk\n             at ./src/task/trace.rs:1:2\n      user::inlined\n   \
                    1: <user::Type as user::Trait>::method\n             at /somewhere/user.rs:3:4\n  12: main\n";
        let frames: Vec<_> = parse(text).into_iter().map(|frame| (frame.name, frame.place)).collect();
        assert_eq!(
            frames,
            [
                ("goroutines::task::trace::walk", Some("./src/task/trace.rs:1:2")),
                ("user::inlined", None),
                ("<user::Type as user::Trait>::method", Some("/somewhere/user.rs:3:4")),
                ("main", None),
            ]
        );
    }

    /// As in an optimised build.
    #[test]
    fn bare_names_are_told_apart_by_their_places() {
        let receiver = format!("{SOURCES}chan/receiver.rs:1:2");
        for (name, place, inside) in [
            ("recv", receiver.as_str(), true),
            ("call_once<(), fn()>", "/rustc/59807616e/library/core/src/panic/unwind_safe.rs:274:9", true),
            ("call_once", "/home/me/.cargo/registry/src/x/generator-0.8.11/src/stack/mod.rs:119:9", true),
            ("innermost", "./tests/main.rs:3:4", false),
            ("_private", "/home/me/program/src/main.rs:5:6", false),
        ] {
            assert_eq!(Frame { name, place: Some(place) }.is_inside(), inside, "{name} at {place}");
        }
    }

    #[test]
    fn the_runtimes_frames_are_known() {
        for (name, inside) in [
            ("<goroutines::channel::Receiver<i32>>::recv", true),
            ("<core::panic::unwind_safe::AssertUnwindSafe<F> as core::ops::FnOnce<()>>::call_once", true),
            ("__rust_try", true),
            ("main", true),
            ("goroutines_tests::world::World::run", false),
            ("<program::Job as core::ops::Drop>::drop", false),
        ] {
            assert_eq!(Frame { name, place: None }.is_inside(), inside, "{name}");
        }
    }
}
