//! What becomes of a bubble: its result, or why it has failed.

#![forbid(unsafe_code)]

use super::stage::{self, Outcome};
use crate::go::panic::Goexit;
use crate::go::spawn;
use crate::sched::bubble::End;
use crate::task::bubble::{Orders, Story};
use crate::task::current;
use std::any::Any;
use std::panic::{Location, resume_unwind};

/// Why a bubble has failed.
pub(super) struct Failure {
    /// Its first goroutine has panicked with this.
    payload: Option<Box<dyn Any + Send>>,
    /// What there is to say of it.
    pub(super) text: String,
}

impl Failure {
    /// A failure of which this is to be said.
    pub(super) fn of(text: String) -> Failure {
        Failure { payload: None, text }
    }

    /// The same with more words around it.
    pub(super) fn with(self, head: &str, tail: &str) -> Failure {
        Failure::of(format!("{head}: {}\n\n{tail}", self.text.trim_end()))
    }

    /// Fails the caller in the same way.
    #[track_caller]
    pub(super) fn raise(self) -> ! {
        match self.payload {
            Some(payload) => resume_unwind(payload),
            None => panic!("{}", self.text),
        }
    }

    /// As [`raise`](Failure::raise), for a test: what the first goroutine has panicked with is a message of the test's.
    #[track_caller]
    pub(super) fn fail_test(self) -> ! {
        match self.payload {
            Some(payload) if message(&*payload).is_none() => resume_unwind(payload),
            Some(payload) => {
                panic!("the goroutine of this test has panicked: {}", message(&*payload).unwrap_or_default())
            }
            None => panic!("{}", self.text),
        }
    }
}

fn message(payload: &(dyn Any + Send)) -> Option<&str> {
    payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str))
}

/// Runs `f` as the first goroutine of a bubble.
#[track_caller]
pub(super) fn run<T: Send + 'static>(
    name: Option<String>,
    location: &'static Location<'static>,
    orders: Orders,
    f: impl FnOnce() -> T + Send + 'static,
) -> (Result<T, Failure>, Story) {
    assert!(
        current::bubble() == 0,
        "a bubble in a bubble: `testing` has one clock for a goroutine, so end the outer one first"
    );
    let most_turns = orders.most_turns;
    let (first, handle) = spawn::make_for_bubble(name, location, f);
    let Outcome { end, left, story } = stage::perform(first, orders);
    let mut texts = story.faults.clone();
    let result = match end {
        End::All | End::Blocked { first: false } => Some(handle.join()),
        End::Blocked { first: true } | End::Turns | End::NoStack => None,
    };
    match (end, &result) {
        // It has failed by itself; what it has left behind follows from that.
        (_, Some(Err(_))) | (End::All, _) => {}
        (End::Blocked { first: true }, _) => {
            texts.push(format!("deadlock: all goroutines in the bubble are blocked\n\n{left}"));
        }
        (End::Blocked { first: false }, _) => texts.push(format!(
            "the bubble's function has returned, and goroutines that it has left behind are blocked for ever\n\n{left}"
        )),
        (End::Turns, _) => texts.push(format!(
            "the bubble has not ended after {most_turns} turns of its goroutines; one may wait in a loop for something that never \
             comes\n\n{left}"
        )),
        (End::NoStack, _) => texts.push("the system has no room for another goroutine's stack".to_owned()),
    }
    let text = texts.join("\n\n");
    let verdict = match result {
        Some(Err(payload)) => {
            let described = Some(story.panics.join("\n")).filter(|panics| !panics.is_empty());
            let text = described.or_else(|| message(&*payload).map(str::to_owned));
            let text =
                text.unwrap_or_else(|| if payload.is::<Goexit>() { "goexit" } else { "Box<dyn Any>" }.to_owned());
            Err(Failure { payload: Some(payload), text })
        }
        Some(Ok(value)) if text.is_empty() => Ok(value),
        Some(Ok(_)) | None => Err(Failure { payload: None, text }),
    };
    (verdict, story)
}
