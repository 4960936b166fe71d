//! The lints: mistakes that compile.
//!
//! A function under `#[goroutine]` and the body of a `go!` are *bodies*. Each body is looked at by the macro whose input it
//! is, without the bodies of the `go!`s in it, which look at themselves; but a `go!` in a body is looked at from outside
//! where a lint needs what is around it: the loop, the later read, the `wait`. So every mistake is found exactly once, and
//! the macros need not tell each other anything but the levels (`inherited`).
//!
//! `content` reads what stands in macro calls; `reading` finds out which variable each name is, and leaves `facts`. Three of the
//! lints need nothing but the syntax and walk it themselves. Of everything that a macro cannot see, types above all, the
//! lints say nothing: a false alarm is worse than a mistake that is missed.

mod blocking_call;
mod busy_select;
mod captured_loop_variable;
mod content;
mod facts;
mod format_string;
mod held_guard;
mod imports;
mod inherited;
mod locks;
mod lost_cancel;
mod lost_write;
mod parking;
mod raw;
mod reading;
mod shapes;
mod std_values;
mod syntactic;
#[cfg(test)]
mod tests;
mod variants;
mod wait_group_add_in_goroutine;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::visit::Visit as _;
use syn::{ItemFn, Stmt};

pub(crate) use inherited::hand_down;

use self::busy_select::BusySelect;
use self::facts::Facts;
use self::held_guard::HeldGuard;
use self::locks::Locks;
use self::lost_cancel::LostCancel;
use self::syntactic::Report;
use crate::diagnostics::warning::{self, Finding, Levels};
use crate::syntax::body::Body;
use crate::syntax::keywords::SELECT;
use crate::syntax::statement::{Statement, Work};

/// Looks at a function's body; gives the statements that say what was found.
pub(crate) fn function(item: &ItemFn, levels: &Levels) -> TokenStream {
    warning::statements(&findings_of_function(item, levels))
}

/// Looks at what runs in the goroutine of a `go!`; gives the statements that say what was found.
pub(crate) fn goroutine(input: &TokenStream, statement: &Statement) -> TokenStream {
    let plain = raw::plain(input.clone()).and_then(content::go);
    warning::statements(&findings_of_goroutine(plain.as_ref().unwrap_or(statement)))
}

fn findings_of_function(item: &ItemFn, levels: &Levels) -> Vec<Finding> {
    if let Some(Ok(item)) = raw::plain(quote!(#item)).map(syn::parse2::<ItemFn>) {
        return findings_of_function(&item, levels);
    }
    let mut findings = of_facts(&reading::function(item, levels));
    of_syntax(&item.block.stmts, Locks::of(&item.sig), levels, &mut findings);
    findings
}

fn findings_of_goroutine(statement: &Statement) -> Vec<Finding> {
    let mut findings = of_facts(&reading::goroutine(statement));
    if let Work::Body(_, body) = &statement.work {
        let levels = &statement.options.lints;
        match body {
            Body::Expression(expr) => {
                let only = [Stmt::Expr(expr.clone(), None)];
                of_syntax(&only, Locks::default(), levels, &mut findings);
            }
            Body::Statements(statements) => of_syntax(statements, Locks::default(), levels, &mut findings),
        }
    }
    findings
}

fn of_facts(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    captured_loop_variable::check(facts, &mut findings);
    lost_write::check(facts, &mut findings);
    wait_group_add_in_goroutine::check(facts, &mut findings);
    blocking_call::check(facts, &mut findings);
    findings
}

fn of_syntax(statements: &[Stmt], locks: Locks, levels: &Levels, findings: &mut Vec<Finding>) {
    // A look at the words saves most bodies these walks, and the parsing of every macro call in them.
    let mut words = Words::default();
    words.look(quote!(#(#statements)*));
    let mut report = Report { levels, findings, quiet: false };
    if words.lock {
        let mut held_guard = HeldGuard::new(&mut report, locks);
        statements.iter().for_each(|statement| held_guard.visit_stmt(statement));
    }
    if words.context {
        LostCancel(&mut report).statements(statements);
    }
    if words.select {
        let mut busy_select = BusySelect(&mut report);
        statements.iter().for_each(|statement| busy_select.visit_stmt(statement));
    }
}

/// Whether the words occur without which a lint has nothing to say.
#[derive(Default)]
struct Words {
    lock: bool,
    context: bool,
    select: bool,
}

impl Words {
    fn look(&mut self, tokens: TokenStream) {
        for tree in tokens {
            match tree {
                TokenTree::Ident(word) => {
                    self.lock |= word == "lock" || word == "read" || word == "write";
                    self.context |= lost_cancel::MAKERS.iter().any(|maker| word == maker);
                    self.select |= SELECT.iter().any(|name| word == name);
                }
                TokenTree::Group(group) => self.look(group.stream()),
                _ => {}
            }
        }
    }
}
