//! The lints: their names and the levels that a function can give them.
//!
//! The names are known here so that `allow(…)`, `warn(…)` and `deny(…)` can be checked where they
//! are written.

/// Every lint, by the name that the options and the warnings use.
pub(crate) const LINTS: [&str; 7] = [
    "captured_loop_variable",
    "lost_write",
    "wait_group_add_in_goroutine",
    "blocking_call",
    "held_guard",
    "lost_cancel",
    "busy_select",
];

/// What a function makes of a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Allow,
    Warn,
    Deny,
}
