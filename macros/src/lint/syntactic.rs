//! Where the lints that look at the syntax alone put what they find, and how they walk.

use proc_macro2::Span;

use crate::diagnostics::warning::{Condition, Finding, Level, Levels};

/// The findings of one body.
pub(super) struct Report<'a> {
    pub(super) levels: &'a Levels,
    pub(super) findings: &'a mut Vec<Finding>,
    /// Whether `#[allow(deprecated)]` is around the place that is looked at.
    pub(super) quiet: bool,
}

impl Report<'_> {
    pub(super) fn say(&mut self, lint: &'static str, span: Span, text: String) {
        self.say_if(Condition::Always, lint, span, text);
    }

    pub(super) fn say_if(&mut self, condition: Condition, lint: &'static str, span: Span, text: String) {
        if let Some(level) = self.level(lint) {
            self.findings.push(Finding { lint, level, span, text, condition });
        }
    }

    /// The level of a lint at the place that is looked at; none, where it is off.
    pub(super) fn level(&self, lint: &str) -> Option<Level> {
        let level = self.levels.of(lint);
        (level == Level::Deny || level == Level::Warn && !self.quiet).then_some(level)
    }
}

/// A walk with a `report` that leaves nested items alone, and is quiet under `#[allow(deprecated)]`.
macro_rules! heed_allow {
    () => {
        fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
            let quiet = self.report.quiet;
            self.report.quiet |= super::shapes::attributes(statement).iter().any(super::shapes::allows_deprecated);
            syn::visit::visit_stmt(self, statement);
            self.report.quiet = quiet;
        }

        fn visit_item(&mut self, _: &'ast syn::Item) {}
    };
}

/// A walk into what macros contain, except the bodies of `go!`s.
macro_rules! read_macros {
    () => {
        fn visit_macro(&mut self, call: &'ast syn::Macro) {
            super::content::walk(&super::content::read(call), self);
        }
    };
}

/// A walk that leaves alone what may run elsewhere.
macro_rules! stay_here {
    () => {
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    };
}

pub(super) use {heed_allow, read_macros, stay_here};
