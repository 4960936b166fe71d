//! What a `go!` means to the code around it: what is evaluated now, what runs in the goroutine, and under which names.

use syn::visit::Visit as _;
use syn::{Expr, Stmt};

use super::super::facts::{Act, Goroutine, Origin, Place, Use, VariableId};
use super::super::shapes::is_assertion;
use super::{Reader, with};
use crate::syntax::body::Body;
use crate::syntax::captures::{Capture, Source};
use crate::syntax::rendering::render;
use crate::syntax::statement::{Statement, Work};

impl Reader {
    pub(super) fn start(&mut self, statement: &Statement) {
        if let Some(scope) = &statement.scope {
            self.visit_expr(scope);
        }
        match &statement.work {
            Work::Call(call) => {
                self.visit_expr(&call.func);
                call.args.iter().for_each(|arg| self.visit_expr(arg));
                self.inside(statement, |reader| reader.called(&call.func));
            }
            Work::Method(call) => {
                self.visit_expr(&call.receiver);
                call.args.iter().for_each(|arg| self.visit_expr(arg));
                self.inside(statement, |reader| reader.method(&call.receiver, &call.method, &call.args));
            }
            Work::Body(captures, body) => {
                let captured: Vec<_> = captures.iter().flatten().map(|capture| self.capture(capture)).collect();
                self.inside(statement, |reader| {
                    for (name, same_as) in captured {
                        reader.declare(name, Origin::Local, same_as);
                    }
                    reader.body(body);
                });
            }
        }
    }

    /// One entry of a capture list: the new variable, and the one that it is.
    fn capture(&mut self, capture: &Capture) -> (String, Option<VariableId>) {
        let name = capture.name.to_string();
        let same_as = match &capture.source {
            Source::Variable => {
                let variable = self.mention(&capture.name, Act::Read);
                self.used(Use::Captured);
                Some(variable)
            }
            Source::Borrowed(..) => {
                let variable = self.mention(&capture.name, Act::Read);
                self.used(Use::Borrowed);
                Some(variable)
            }
            Source::Initialiser(value) => {
                self.visit_expr(value);
                self.same(value)
            }
        };
        (name, same_as)
    }

    /// Walks what runs in a new goroutine.
    fn inside(&mut self, statement: &Statement, walk: impl FnOnce(&mut Self)) {
        let id = self.facts.goroutines.len();
        let outer =
            self.here.goroutines.last().map_or(&self.facts.levels, |outer| &self.facts.goroutines[*outer].levels);
        let first = self.facts.mentions.len();
        let goroutine = Goroutine {
            levels: outer.with(&statement.options.lints),
            is_body: matches!(statement.work, Work::Body(..)),
            moves: moves(statement),
            scoped: statement.scope.is_some(),
            dropped: std::mem::take(&mut self.dropping),
            asserts_last: asserts_last(statement),
            with_captures: with_captures(statement),
            place: self.place(),
            mentions: first..first,
            reach: None,
        };
        self.facts.goroutines.push(goroutine);
        let place = Place { goroutines: with(&self.here.goroutines, id), closures: 0, ..self.place() };
        self.at(place, |reader| reader.scoped(walk));
        self.facts.goroutines[id].mentions.end = self.facts.mentions.len();
    }
}

/// Whether what a `go!`'s body mentions moves into it.
pub(super) fn moves(statement: &Statement) -> bool {
    matches!(&statement.work, Work::Body(captures, _) if statement.scope.is_none() || captures.is_some())
}

/// How a `go!` is written when its capture list names more.
fn with_captures(statement: &Statement) -> String {
    let scope = statement.scope.as_ref().map_or_else(String::new, |scope| format!("in {}, ", render(scope)));
    match &statement.work {
        Work::Body(Some(captures), _) if !captures.is_empty() => format!("go!({scope}|…, {{}}| …)"),
        _ => format!("go!({scope}|{{}}| …)"),
    }
}

/// Whether the last thing that a goroutine does is to assert something.
fn asserts_last(statement: &Statement) -> bool {
    let last = match &statement.work {
        Work::Body(_, Body::Statements(statements)) => statements.last(),
        Work::Body(_, Body::Expression(Expr::Block(block))) => block.block.stmts.last(),
        Work::Body(_, Body::Expression(Expr::Macro(call))) => return is_assertion(&call.mac),
        _ => None,
    };
    match last {
        Some(Stmt::Macro(call)) => is_assertion(&call.mac),
        Some(Stmt::Expr(Expr::Macro(call), _)) => is_assertion(&call.mac),
        _ => false,
    }
}
