//! What a `go!` means to the code around it: what is evaluated now, what runs in the goroutine, and under which names.

use syn::visit::Visit as _;

use super::super::facts::{Act, Goroutine, Origin, Place, VariableId};
use super::{Reader, with};
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
                self.inside(statement, |reader| reader.method(&call.receiver, &call.method, call.args.len()));
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
            Source::Variable | Source::Borrowed(..) => Some(self.mention(&capture.name, Act::Read)),
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
