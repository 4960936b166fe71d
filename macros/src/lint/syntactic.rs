//! Where the lints that look at the syntax alone put what they find.

use proc_macro2::Span;

use crate::diagnostics::warning::{Finding, Level, Levels};

/// The findings of one body.
pub(super) struct Report<'a> {
    pub(super) levels: &'a Levels,
    pub(super) findings: &'a mut Vec<Finding>,
    /// Whether `#[allow(deprecated)]` is around the place that is looked at.
    pub(super) quiet: bool,
}

impl Report<'_> {
    pub(super) fn say(&mut self, lint: &'static str, span: Span, text: String) {
        if let Some(level) = self.level(lint) {
            self.findings.push(Finding { lint, level, span, text });
        }
    }

    /// The level of a lint at the place that is looked at; none, where it is off.
    pub(super) fn level(&self, lint: &str) -> Option<Level> {
        let level = self.levels.of(lint);
        (level == Level::Deny || level == Level::Warn && !self.quiet).then_some(level)
    }
}
