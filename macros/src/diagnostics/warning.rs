//! The lints: their names, the levels that a function or a `go!` gives them, and how a warning is said.
//!
//! A macro on stable Rust cannot warn. It can mention something deprecated: the expansion declares a constant that has
//! the lint's name and, as its deprecation's note, the message, and mentions it at the *raw* span of the user's token (a
//! resolved or located one would add "originates in the macro"). So whatever governs `deprecated` in the user's crate
//! governs the lints too. For the same reason `warn(…)` emits no `#[warn(deprecated)]`: that would override an `allow` of
//! the user's.
//!
//! Rejected: one constant a lint in the runtime, whose note could not name the variable.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ExprPath;

use super::error::at_span;

/// Every lint, by the name that the options and the warnings use.
pub(crate) const LINTS: [&str; 20] = [
    CAPTURED_LOOP_VARIABLE,
    LOST_WRITE,
    WAIT_GROUP_ADD_IN_GOROUTINE,
    BLOCKING_CALL,
    HELD_GUARD,
    LOST_CANCEL,
    BUSY_SELECT,
    ENDED_ARM,
    BUSY_TRY,
    DONE_ON_EVERY_PATH,
    DROPPED_AT_ONCE,
    FRESH_TICKER,
    LARGE_ON_STACK,
    LOST_RESULT,
    OPEN_SENDER,
    PARK_IN_LOCAL,
    REAL_CLOCK,
    SELF_DEADLOCK,
    UNJOINED_ASSERT,
    UNPOLLED_FUTURE,
];

pub(crate) const CAPTURED_LOOP_VARIABLE: &str = "captured_loop_variable";
pub(crate) const LOST_WRITE: &str = "lost_write";
pub(crate) const WAIT_GROUP_ADD_IN_GOROUTINE: &str = "wait_group_add_in_goroutine";
pub(crate) const BLOCKING_CALL: &str = "blocking_call";
pub(crate) const HELD_GUARD: &str = "held_guard";
pub(crate) const LOST_CANCEL: &str = "lost_cancel";
pub(crate) const BUSY_SELECT: &str = "busy_select";
pub(crate) const ENDED_ARM: &str = "ended_arm";
pub(crate) const BUSY_TRY: &str = "busy_try";
pub(crate) const DONE_ON_EVERY_PATH: &str = "done_on_every_path";
pub(crate) const DROPPED_AT_ONCE: &str = "dropped_at_once";
pub(crate) const FRESH_TICKER: &str = "fresh_ticker";
pub(crate) const LARGE_ON_STACK: &str = "large_on_stack";
pub(crate) const LOST_RESULT: &str = "lost_result";
pub(crate) const OPEN_SENDER: &str = "open_sender";
pub(crate) const PARK_IN_LOCAL: &str = "park_in_local";
pub(crate) const REAL_CLOCK: &str = "real_clock";
pub(crate) const SELF_DEADLOCK: &str = "self_deadlock";
pub(crate) const UNJOINED_ASSERT: &str = "unjoined_assert";
pub(crate) const UNPOLLED_FUTURE: &str = "unpolled_future";

/// What a function makes of a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Allow,
    Warn,
    Deny,
}

/// What a function or a `go!` says about the lints, in source order: what is said last holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    said: Vec<(Level, Ident)>,
}

impl Levels {
    pub(crate) fn say(&mut self, level: Level, lint: Ident) {
        self.said.push((level, lint));
    }

    /// These, and inside them those of a `go!`.
    pub(crate) fn with(&self, inner: &Self) -> Self {
        Self { said: self.said.iter().chain(&inner.said).cloned().collect() }
    }

    pub(crate) fn of(&self, lint: &str) -> Level {
        let last = self.said.iter().rev().find(|(_, name)| name == lint);
        last.map_or(Level::Warn, |(level, _)| *level)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// As options: `allow(held_guard), deny(busy_select)`.
    pub(crate) fn to_options(&self) -> TokenStream {
        let entries = self.said.iter().map(|(level, lint)| match level {
            Level::Allow => quote!(allow(#lint)),
            Level::Warn => quote!(warn(#lint)),
            Level::Deny => quote!(deny(#lint)),
        });
        quote!(#(#entries),*)
    }
}

/// One thing that a lint has found.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) lint: &'static str,
    pub(crate) level: Level,
    /// The user's token.
    pub(crate) span: Span,
    pub(crate) text: String,
    pub(crate) condition: Condition,
}

/// When a finding is one: what a macro does not know, the compiler does.
#[derive(Debug)]
pub(crate) enum Condition {
    Always,
    /// If this static is a thread-local of std.
    ThreadLocal(ExprPath),
    /// If the crate is compiled for its tests.
    InTests,
}

/// The statements that say what was found.
pub(crate) fn statements(findings: &[Finding]) -> TokenStream {
    findings.iter().map(statement).collect()
}

fn statement(finding: &Finding) -> TokenStream {
    let Finding { lint, level, span, text, condition } = finding;
    let in_tests = match condition {
        Condition::Always => None,
        Condition::InTests => Some(quote!(#[cfg(test)])),
        Condition::ThreadLocal(key) => return of_thread_local(finding, key),
    };
    match level {
        Level::Allow => TokenStream::new(),
        Level::Deny => {
            let error = at_span(*span, &format!("{lint}: {text}")).to_compile_error();
            quote!(#in_tests #error)
        }
        Level::Warn => {
            // A name of the expansion's own need not be in capitals: rustc does not judge other crates' macros.
            let declared = Ident::new(lint, Span::mixed_site());
            let mentioned = Ident::new(lint, *span);
            quote! { #in_tests {
                #[deprecated(note = #text)]
                const #declared: () = ();
                _ = #mentioned;
            }}
        }
    }
}

/// As [`statement`], where only the compiler knows whether there is anything to say: a trait's method is deprecated that
/// thread-locals of std have, and everything else has another of that name, one borrow further off. The static's type is
/// written where it is declared, so nothing has to be inferred.
fn of_thread_local(Finding { lint, level, span, text, .. }: &Finding, key: &ExprPath) -> TokenStream {
    let deny = match level {
        Level::Allow => return TokenStream::new(),
        Level::Warn => None,
        Level::Deny => Some(quote!(#[deny(deprecated)])),
    };
    let declared = Ident::new(lint, Span::mixed_site());
    let asked = Ident::new(lint, *span);
    quote! {{
        trait ThreadLocal {
            #[deprecated(note = #text)]
            fn #declared(&self) {}
        }
        impl<T> ThreadLocal for ::std::thread::LocalKey<T> {}
        trait Other {
            fn #declared(&self) {}
        }
        impl<T> Other for &T {}
        #deny {
            (&#key).#asked();
        }
    }}
}
