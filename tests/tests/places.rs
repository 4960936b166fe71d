//! A panic in the code that a macro carries is reported at the user's line and column, and a backtrace shows them.

#![forbid(unsafe_code)]

use goroutines_tests::child::Child;

const SOURCE: &str = include_str!("../src/bin/places.rs");

const PLACES: [&str; 10] = [
    "in a body",
    "in a list's body",
    "in an argument",
    "in a loop of a body",
    "in a scoped body",
    "in a loop of a function",
    "in an arm",
    "in a value",
    "in a timeout",
    "in main",
];

fn child(place: &str) -> Child {
    Child::new(env!("CARGO_BIN_EXE_places"), place)
}

/// Where a piece of the program stands: `places.rs:12:34`.
fn place_of(piece: &str) -> String {
    let (number, line) = SOURCE.lines().enumerate().find(|(_, line)| line.contains(piece)).expect("it is there");
    format!("places.rs:{}:{}", number + 1, line.find(piece).expect("it is there") + 1)
}

#[test]
fn a_panic_is_reported_where_it_is_written() {
    for place in PLACES {
        let expected = place_of(&format!("panic!(\"{place}"));
        let outcome = child(place).run();
        assert!(outcome.stderr.contains(&expected), "{place}: {expected}\n{outcome:?}");
    }
}

/// Optimised, the call that panics may have lost its line.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "an optimised panic may have lost its line")]
fn a_backtrace_shows_the_users_lines() {
    for place in PLACES {
        let expected = place_of(&format!("panic!(\"{place}"));
        let line = expected.rsplit_once(':').expect("it has a column").0;
        let outcome = child(place).env("RUST_BACKTRACE", "1").run();
        // The report itself, and the frame.
        assert!(outcome.stderr.matches(line).count() >= 2, "{place}: {expected}\n{outcome:?}");
    }
}

/// The panic is the library's, so its place is the whole `select!`'s, as in Go.
#[test]
fn a_send_on_a_closed_channel_is_reported_at_its_select() {
    let outcome = child("send on closed channel").run();
    assert!(outcome.stderr.contains(&place_of("select! { // closed")), "{outcome:?}");
    assert!(outcome.stderr.contains("send on closed channel"), "{outcome:?}");
}
