//! Reads a body as the compiler's resolver would: which variable a name is, and in what order things happen.
//!
//! Shadowing is honoured, and so are the names that macros bind and mention, see [`content`]. Nested functions are other
//! bodies and are not read. A pattern's lone name in small letters is taken for a variable, though it could be a constant.

mod goroutines;
mod walk;

use std::rc::Rc;

use proc_macro2::Ident;
use syn::visit::Visit as _;
use syn::{Expr, Item, ItemFn, Pat, Stmt};

use self::goroutines::moves;
use super::facts::{Act, Call, Facts, Method, Origin, Place, Variable, VariableId};
use super::imports::Imports;
use super::shapes::{self, diverges};
use crate::checkpoint::names;
use crate::diagnostics::warning::Levels;
use crate::select::{Operation, Select};
use crate::syntax::body::Body;
use crate::syntax::statement::{Statement, Work};
use crate::syntax::tokens::peeled;

/// Reads the body of a function.
pub(super) fn function(item: &ItemFn, levels: &Levels) -> Facts {
    let mut reader = Reader { facts: Facts { levels: levels.clone(), ..Facts::default() }, ..Reader::default() };
    for input in &item.sig.inputs {
        if let syn::FnArg::Typed(typed) = input {
            reader.bind(&typed.pat, Origin::Local);
        }
    }
    reader.visit_block(&item.block);
    reader.facts
}

/// Reads what runs in the goroutine of a `go!`.
pub(super) fn goroutine(statement: &Statement) -> Facts {
    let levels = statement.options.lints.clone();
    let mut reader =
        Reader { facts: Facts { levels, moves: moves(statement), ..Facts::default() }, ..Reader::default() };
    match &statement.work {
        Work::Call(call) => reader.called(&call.func, None),
        Work::Method(_) => {}
        Work::Body(captures, body) => {
            for capture in captures.iter().flatten() {
                reader.declare(capture.name.to_string(), Origin::Local, None);
            }
            reader.body(body);
        }
    }
    reader.facts
}

/// A list, and one more.
fn with<T: Copy>(list: &[T], last: T) -> Rc<[T]> {
    list.iter().copied().chain([last]).collect()
}

#[derive(Default)]
struct Reader {
    facts: Facts,
    /// The names that can be seen, innermost last.
    scope: Vec<(String, VariableId)>,
    /// The names that were there before.
    outside: Vec<(String, VariableId)>,
    imports: Imports,
    /// Where the walk is.
    here: Place,
    /// The number of loops and branches so far.
    nodes: usize,
}

impl Reader {
    fn place(&self) -> Place {
        self.here.clone()
    }

    /// Walks a part that is at another place.
    fn at(&mut self, place: Place, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.here, place);
        walk(self);
        self.here = outer;
    }

    fn node(&mut self) -> usize {
        self.nodes += 1;
        self.nodes
    }

    /// Walks a part whose names are its own.
    fn scoped(&mut self, walk: impl FnOnce(&mut Self)) {
        let names = self.scope.len();
        walk(self);
        self.scope.truncate(names);
    }

    /// Walks one arm of a branch. When it ends by leaving, what comes after cannot follow it.
    fn branch(&mut self, node: usize, arm: usize, leaves: bool, walk: impl FnOnce(&mut Self)) {
        let place = Place { branches: with(&self.here.branches, (node, arm)), ..self.place() };
        self.at(place, |reader| reader.leaving(leaves, |reader| reader.scoped(walk)));
    }

    fn leaving(&mut self, leaves: bool, walk: impl FnOnce(&mut Self)) {
        let first = self.facts.goroutines.len();
        walk(self);
        if leaves {
            let reach = self.facts.mentions.len();
            for goroutine in &mut self.facts.goroutines[first..] {
                goroutine.reach.get_or_insert(reach);
            }
        }
    }

    fn in_loop(&mut self, walk: impl FnOnce(&mut Self)) {
        let node = self.node();
        let place = Place { loops: with(&self.here.loops, node), ..self.place() };
        self.at(place, |reader| reader.scoped(walk));
    }

    fn declare(&mut self, name: String, origin: Origin, same_as: Option<VariableId>) -> VariableId {
        let id = self.facts.variables.len();
        let std_channel = same_as.is_some_and(|other| self.facts.variables[other].std_channel);
        let place = self.place();
        self.facts.variables.push(Variable { name: name.clone(), origin, place, same_as, std_channel });
        self.scope.push((name, id));
        id
    }

    fn bind(&mut self, pat: &Pat, origin: Origin) {
        let mut all = names(pat);
        all.sort();
        // Each side of an or-pattern binds the same names.
        all.dedup();
        for name in all {
            self.declare(name, origin, None);
        }
        if let Pat::Guard(guarded) = pat {
            self.visit_expr(&guarded.guard);
        }
    }

    /// The variable that a name is. One that is not in sight was there before.
    fn resolve(&mut self, name: &str) -> VariableId {
        let known = self.scope.iter().rev().chain(&self.outside).find(|(known, _)| known == name);
        if let Some((_, id)) = known {
            return *id;
        }
        let id = self.facts.variables.len();
        let name = name.to_owned();
        self.outside.push((name.clone(), id));
        let (origin, place) = (Origin::Outside, Place::default());
        self.facts.variables.push(Variable { name, origin, place, same_as: None, std_channel: false });
        id
    }

    fn mention(&mut self, name: &Ident, act: Act) -> VariableId {
        let variable = self.resolve(&name.to_string());
        let place = self.place();
        self.facts.mentions.push(super::facts::Mention { variable, act, span: name.span(), place });
        variable
    }

    /// The left side of an assignment.
    fn assigned(&mut self, target: &Expr, act: Act) {
        match peeled(target) {
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => _ = self.mention(name, act),
                None => self.visit_expr_path(path),
            },
            Expr::Field(field) => self.assigned(&field.base, Act::Change),
            Expr::Index(index) => {
                self.visit_expr(&index.index);
                self.assigned(&index.expr, Act::Change);
            }
            Expr::Paren(inner) => self.assigned(&inner.expr, act),
            Expr::Tuple(inner) => inner.elems.iter().for_each(|part| self.assigned(part, act)),
            Expr::Array(inner) => inner.elems.iter().for_each(|part| self.assigned(part, act)),
            other => self.visit_expr(other),
        }
    }

    /// The variable that an expression is another name or a clone of.
    fn same(&mut self, expr: &Expr) -> Option<VariableId> {
        let name = shapes::cloned(expr)?.to_string();
        Some(self.resolve(&name))
    }

    /// A call of a function by its path, and the method that is called on what it gives.
    fn called(&mut self, function: &Expr, method: Option<&Ident>) {
        let Expr::Path(function) = peeled(function) else { return };
        let Some(last) = function.path.segments.last() else { return };
        let first = function.path.segments[0].ident.to_string();
        let is_local = function.path.segments.len() == 1 && self.scope.iter().any(|(name, _)| *name == first);
        if is_local || function.qself.is_some() {
            return;
        }
        let depth = self.here.goroutines.len().min(1);
        let call = Call {
            path: self.imports.resolve(&function.path, 0),
            path_inside: self.imports.resolve(&function.path, depth),
            method: method.map(ToString::to_string),
            span: method.map_or_else(|| last.ident.span(), Ident::span),
            place: self.place(),
        };
        self.facts.calls.push(call);
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Expression(expr) => self.visit_expr(expr),
            Body::Statements(statements) => self.statements(statements),
        }
    }

    fn statements(&mut self, statements: &[Stmt]) {
        let imports = self.imports.len();
        let depth = self.here.goroutines.len();
        for statement in statements {
            if let Stmt::Item(Item::Use(import)) = statement {
                self.imports.add(&import.tree, depth);
            }
        }
        self.scoped(|reader| statements.iter().for_each(|statement| reader.visit_stmt(statement)));
        self.imports.truncate(imports);
    }

    fn method(&mut self, receiver: &Expr, method: &Ident, arguments: usize) {
        if let Some(name) = shapes::variable(receiver) {
            let variable = self.resolve(&name.to_string());
            let at = self.facts.mentions.len();
            let name = method.to_string();
            let place = self.place();
            self.facts.methods.push(Method { variable, name, arguments, span: method.span(), place, at });
        }
        if let Some(call) = shapes::root_call(receiver) {
            self.called(&call.func, Some(method));
        }
    }

    fn select(&mut self, select: &Select) {
        for arm in &select.arms {
            arm.operation.operands().for_each(|operand| self.visit_expr(operand));
            if let Some(guard) = &arm.guard {
                self.visit_expr(guard);
            }
        }
        let node = self.node();
        for (index, arm) in select.arms.iter().enumerate() {
            self.branch(node, index, diverges(&arm.body), |reader| {
                if let Some((_, otherwise)) = &arm.otherwise {
                    reader.visit_block(otherwise);
                }
                if let Operation::Receive { pattern: Some(pat), .. } | Operation::Send { pattern: Some(pat), .. } =
                    &arm.operation
                {
                    reader.bind(pat, Origin::Local);
                }
                reader.visit_expr(&arm.body);
            });
        }
    }
}
