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
mod ended_arm;
mod facts;
mod format_string;
mod held_guard;
mod imports;
mod inherited;
mod locks;
mod lost_cancel;
mod lost_write;
mod parking;
mod probes;
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
use syn::{ItemFn, Signature, Stmt};

pub(crate) use inherited::hand_down;

use self::busy_select::BusySelect;
use self::ended_arm::EndedArm;
use self::facts::Facts;
use self::held_guard::HeldGuard;
use self::lost_cancel::LostCancel;
use self::probes::Suspicion;
use self::syntactic::Report;
use crate::diagnostics::warning::{self, Finding, Levels};
use crate::guard;
use crate::syntax::body::Body;
use crate::syntax::keywords::SELECT;
use crate::syntax::statement::{Statement, Work};

/// What was found in a body.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    /// What the compiler has to say more to.
    suspicions: Vec<Suspicion>,
    /// The body with the marks at which it is asked; none, if there is nothing to ask.
    marked: Option<Vec<Stmt>>,
}

/// Looks at a function's body; gives the statements that say what was found. Where the compiler has to be asked, the
/// question is put into the body.
pub(crate) fn function(item: &mut ItemFn, levels: &Levels) -> TokenStream {
    let found = found_in_function(item, levels);
    if let Some(mut marked) = found.marked {
        probes::settle(&mut marked, &found.suspicions);
        item.block.stmts = marked;
    }
    warning::statements(&found.findings)
}

/// Looks at what runs in the goroutine of a `go!`; gives the statements that say what was found. Where the compiler has to
/// be asked, the question is put into the body.
pub(crate) fn goroutine(input: &TokenStream, statement: &mut Statement) -> TokenStream {
    let plain = raw::plain(input.clone()).and_then(content::go);
    let found = found_in_goroutine(plain.as_ref().unwrap_or(statement));
    if let Work::Body(_, body) = &mut statement.work
        && let Some(mut marked) = found.marked
    {
        probes::settle(&mut marked, &found.suspicions);
        *body = Body::of_statements(marked);
    }
    warning::statements(&found.findings)
}

fn found_in_function(item: &ItemFn, levels: &Levels) -> Found {
    if let Some(Ok(item)) = raw::plain(quote!(#item)).map(syn::parse2::<ItemFn>) {
        return found_in_function(&item, levels);
    }
    let mut found = Found { findings: of_facts(&reading::function(item, levels)), ..Found::default() };
    of_syntax(&item.block.stmts, Some(&item.sig), levels, &mut found);
    found
}

fn found_in_goroutine(statement: &Statement) -> Found {
    let mut found = Found { findings: of_facts(&reading::goroutine(statement)), ..Found::default() };
    if let Work::Body(_, body) = &statement.work {
        let levels = &statement.options.lints;
        match body {
            Body::Expression(expr) => of_syntax(&[Stmt::Expr(expr.clone(), None)], None, levels, &mut found),
            Body::Statements(statements) => of_syntax(statements, None, levels, &mut found),
        }
    }
    found
}

fn of_facts(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    captured_loop_variable::check(facts, &mut findings);
    lost_write::check(facts, &mut findings);
    wait_group_add_in_goroutine::check(facts, &mut findings);
    blocking_call::check(facts, &mut findings);
    findings
}

fn of_syntax(statements: &[Stmt], signature: Option<&Signature>, levels: &Levels, found: &mut Found) {
    // A look at the words saves most bodies these walks, and the parsing of every macro call in them.
    let mut words = Words::default();
    words.look(quote!(#signature #(#statements)*));
    of_types(statements, signature, levels, &words, found);
    let mut report = Report { levels, findings: &mut found.findings, quiet: false };
    if words.context {
        LostCancel(&mut report).statements(statements);
    }
    if words.select {
        let mut busy_select = BusySelect(&mut report);
        statements.iter().for_each(|statement| busy_select.visit_stmt(statement));
    }
}

/// The lints that have to ask the compiler: once over the body as it is, and if there is something to ask, once more with the
/// marks.
fn of_types(statements: &[Stmt], signature: Option<&Signature>, levels: &Levels, words: &Words, found: &mut Found) {
    let look = |statements: &[Stmt], marked: bool| {
        let mut findings = Vec::new();
        let mut suspicions = Vec::new();
        let mut would_ask = false;
        let mut report = Report { levels, findings: &mut findings, quiet: false };
        if words.lock {
            let mut held_guard = HeldGuard::new(&mut report, signature, marked);
            held_guard.body(statements);
            suspicions.append(&mut held_guard.suspicions);
            would_ask |= held_guard.would_ask;
        }
        if words.select {
            let mut ended_arm = EndedArm::new(&mut report, signature, statements, marked);
            ended_arm.statements(statements);
            suspicions.append(&mut ended_arm.suspicions);
            would_ask |= ended_arm.would_ask;
        }
        (findings, suspicions, would_ask)
    };
    let (mut findings, _, would_ask) = look(statements, false);
    if would_ask {
        let mut marked = statements.to_vec();
        probes::mark(&mut marked);
        (findings, found.suspicions, _) = look(&marked, true);
        found.marked = Some(marked);
    }
    found.findings.append(&mut findings);
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
                    self.lock |= guard::MAKERS.iter().any(|maker| word == maker) || word.to_string().ends_with("Guard");
                    self.context |= lost_cancel::MAKERS.iter().any(|maker| word == maker);
                    self.select |= SELECT.iter().any(|name| word == name);
                }
                TokenTree::Group(group) => self.look(group.stream()),
                _ => {}
            }
        }
    }
}
