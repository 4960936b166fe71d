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
mod busy_try;
mod captured_loop_variable;
mod content;
mod done_on_every_path;
mod double_lock;
mod dropped_at_once;
mod ended_arm;
mod facts;
mod format_string;
mod fresh_ticker;
mod held_guard;
mod imports;
mod inherited;
mod known;
mod large_on_stack;
mod locks;
mod lost_cancel;
mod lost_result;
mod lost_write;
mod open_sender;
mod park_in_local;
mod parking;
mod probes;
mod raw;
mod reading;
mod real_clock;
mod shapes;
mod std_values;
mod stuck;
mod syntactic;
#[cfg(test)]
mod tests;
mod unjoined_assert;
mod unpolled_future;
mod variants;
mod wait_group_add_in_goroutine;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::visit::Visit as _;
use syn::{ItemFn, Signature, Stmt};

pub(crate) use inherited::hand_down;
pub(crate) use large_on_stack::with_stacks_of;

use self::busy_select::BusySelect;
use self::busy_try::BusyTry;
use self::double_lock::DoubleLock;
use self::dropped_at_once::DroppedAtOnce;
use self::ended_arm::EndedArm;
use self::facts::Facts;
use self::fresh_ticker::FreshTicker;
use self::held_guard::HeldGuard;
use self::large_on_stack::LargeOnStack;
use self::lost_cancel::LostCancel;
use self::park_in_local::ParkInLocal;
use self::probes::Suspicion;
use self::syntactic::Report;
use self::unjoined_assert::Tests;
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
///
/// `in_bubble`: it is a test that runs in one.
pub(crate) fn function(item: &mut ItemFn, levels: &Levels, in_bubble: bool) -> TokenStream {
    let found = found_in_function(item, levels, in_bubble);
    if let Some(mut marked) = found.marked {
        probes::settle(&mut marked, &found.suspicions);
        item.block.stmts = marked;
    }
    lost_result::ask_in_function(&mut item.block, &item.sig, levels);
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
    let levels = statement.options.lints.clone();
    lost_result::ask_in_goroutine(&mut statement.work, &levels);
    warning::statements(&found.findings)
}

fn found_in_function(item: &ItemFn, levels: &Levels, in_bubble: bool) -> Found {
    if let Some(Ok(item)) = raw::plain(quote!(#item)).map(syn::parse2::<ItemFn>) {
        return found_in_function(&item, levels, in_bubble);
    }
    let tests = tests(item);
    let facts = reading::function(item, levels);
    let mut found = Found { findings: of_facts(&facts), ..Found::default() };
    if in_bubble {
        real_clock::check(&facts, &mut found.findings);
    } else {
        // A bubble fails by itself when one of its goroutines does.
        unjoined_assert::check(&facts, tests, &mut found.findings);
    }
    let ends_program = item.sig.ident == "main" || tests == Tests::Yes;
    done_on_every_path::check(&facts, ends_program, &mut found.findings);
    of_syntax(&item.block.stmts, Some(&item.sig), levels, &mut found);
    found
}

fn found_in_goroutine(statement: &Statement) -> Found {
    let facts = reading::goroutine(statement);
    let mut found = Found { findings: of_facts(&facts), ..Found::default() };
    done_on_every_path::check(&facts, false, &mut found.findings);
    if let Work::Body(_, body) = &statement.work {
        let levels = &statement.options.lints;
        let only;
        let statements = match body {
            Body::Expression(expr) => {
                only = [Stmt::Expr(expr.clone(), None)];
                &only[..]
            }
            Body::Statements(statements) => statements,
        };
        of_syntax(statements, None, levels, &mut found);
        let mut report = Report { levels, findings: &mut found.findings, quiet: false };
        unpolled_future::check(body, &mut report);
        if let Some(mut large_on_stack) = LargeOnStack::new(&mut report, &statement.options) {
            statements.iter().for_each(|statement| large_on_stack.visit_stmt(statement));
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
    open_sender::check(facts, &mut findings);
    stuck::check(facts, &mut findings);
    findings
}

/// Whether a function is a test. One with `#[test]` above `#[goroutine]` has lost it already.
fn tests(item: &ItemFn) -> Tests {
    let has = |name: &str| {
        item.attrs.iter().any(|attribute| attribute.path().segments.last().is_some_and(|last| last.ident == name))
    };
    let sig = &item.sig;
    let has_the_form = sig.inputs.is_empty()
        && sig.generics.params.is_empty()
        && matches!(item.vis, syn::Visibility::Inherited)
        && sig.ident != "main";
    match (has("test"), has("should_panic")) {
        (_, true) => Tests::No,
        (true, false) => Tests::Yes,
        (false, false) if has_the_form => Tests::Perhaps,
        (false, false) => Tests::No,
    }
}

/// The lints that look at the syntax alone. Of a function its parameters say what some variables are.
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
    if words.lock {
        DoubleLock::new(&mut report, signature).body(statements);
    }
    if words.drops {
        DroppedAtOnce::new(&mut report, signature).body(statements);
    }
    if words.tick {
        FreshTicker::new(&mut report).body(statements);
    }
    if words.tries {
        let mut busy_try = BusyTry { report: &mut report };
        statements.iter().for_each(|statement| busy_try.visit_stmt(statement));
    }
    if words.lends {
        ParkInLocal::new(&mut report).body(statements, signature.is_some());
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
    drops: bool,
    tick: bool,
    tries: bool,
    lends: bool,
}

impl Words {
    fn look(&mut self, tokens: TokenStream) {
        for tree in tokens {
            match tree {
                TokenTree::Ident(word) => {
                    self.lock |= guard::MAKERS.iter().any(|maker| word == maker) || word.to_string().ends_with("Guard");
                    self.context |= lost_cancel::MAKERS.iter().any(|maker| word == maker);
                    self.select |= SELECT.iter().any(|name| word == name);
                    self.drops |= word == "_";
                    self.tick |= word == "tick" || word == "Ticker";
                    self.tries |= busy_try::TRIES.iter().any(|(name, _)| word == name);
                    self.lends |= word == "thread_local" || park_in_local::LENDERS.iter().any(|lender| word == lender);
                }
                TokenTree::Group(group) => self.look(group.stream()),
                _ => {}
            }
        }
    }
}
