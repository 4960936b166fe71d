//! Reads a body as the compiler's resolver would: which variable a name is, and in what order things happen.
//!
//! Shadowing is honoured, and so are the names that macros bind and mention, see [`content`]. Nested functions are other
//! bodies and are not read. A pattern's lone name in small letters is taken for a variable, though it could be a constant.

mod goroutines;
mod walk;

use std::rc::Rc;

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::visit::Visit as _;
use syn::{Expr, Item, ItemFn, Pat, Stmt, Token, parse_quote};

use self::goroutines::moves;
use super::facts::{Act, Blocking, Call, Facts, Method, Origin, Place, Seen, Use, Variable, VariableId};
use super::imports::{self, Imports};
use super::known;
use super::shapes::{self, diverges};
use super::std_values::StdValue;
use crate::diagnostics::warning::Levels;
use crate::guard::names;
use crate::select::{Operation, Select};
use crate::syntax::body::Body;
use crate::syntax::statement::{Statement, Work};
use crate::syntax::tokens::peeled;

/// Reads the body of a function.
pub(super) fn function(item: &ItemFn, levels: &Levels) -> Facts {
    let mut reader = Reader { facts: Facts { levels: levels.clone(), ..Facts::default() }, ..Reader::default() };
    for input in &item.sig.inputs {
        if let syn::FnArg::Typed(typed) = input {
            let first = reader.facts.variables.len();
            reader.bind(&typed.pat, Origin::Local);
            if let (Pat::Ident(_), Some(variable)) = (&*typed.pat, reader.facts.variables.get_mut(first)) {
                variable.ty = known::of_type(&typed.ty);
                variable.owned_parameter = !matches!(&*typed.ty, syn::Type::Reference(_));
            }
        }
    }
    reader.visit_block(&item.block);
    reader.facts
}

/// Reads what runs in the goroutine of a `go!`.
pub(super) fn goroutine(statement: &Statement) -> Facts {
    let levels = statement.options.lints.clone();
    let scoped = statement.scope.is_some();
    let facts = Facts { levels, moves: moves(statement), scoped, ..Facts::default() };
    let mut reader = Reader { facts, ..Reader::default() };
    match &statement.work {
        Work::Call(call) => reader.called(&call.func),
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
    /// Whether the next `go!` is a statement, which drops its handle.
    dropping: bool,
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
        let std = same_as.map_or_else(Seen::default, |other| self.seen_variable(other));
        let place = self.place();
        let ty = same_as.and_then(|other| self.facts.variables[other].ty.clone());
        self.facts.variables.push(Variable {
            name: name.clone(),
            origin,
            place,
            same_as,
            std,
            ty,
            owned_parameter: false,
            at: self.facts.mentions.len(),
        });
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

    /// Says of the variables of a pattern what they are.
    fn values(&mut self, pat: &Pat, seen: Seen) {
        match pat {
            Pat::Ident(name) => {
                let name = name.ident.to_string();
                if let Some((_, id)) = self.scope.iter().rev().find(|(known, _)| *known == name) {
                    self.facts.variables[*id].std = seen;
                }
            }
            Pat::Type(typed) => self.values(&typed.pat, seen),
            Pat::Paren(inner) => self.values(&inner.pat, seen),
            Pat::Tuple(tuple) => {
                for (index, part) in tuple.elems.iter().enumerate() {
                    self.values(part, seen.map(|value| value.part(index)));
                }
            }
            Pat::TupleStruct(tuple) if tuple.elems.len() == 1 => {
                self.values(&tuple.elems[0], seen.map(StdValue::tried))
            }
            _ => {}
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
        self.facts.variables.push(Variable {
            name,
            origin,
            place,
            same_as: None,
            std: Seen::default(),
            ty: None,
            owned_parameter: false,
            at: 0,
        });
        id
    }

    fn mention(&mut self, name: &Ident, act: Act) -> VariableId {
        let variable = self.resolve(&name.to_string());
        let place = self.place();
        self.facts.mentions.push(super::facts::Mention { variable, act, usage: Use::Value, span: name.span(), place });
        variable
    }

    /// Says how the variable that was mentioned last is used.
    fn used(&mut self, usage: Use) {
        if let Some(last) = self.facts.mentions.last_mut() {
            last.usage = usage;
        }
    }

    /// The left side of an assignment.
    fn assigned(&mut self, target: &Expr, act: Act) {
        match peeled(target) {
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => _ = self.mention(name, act),
                None => self.visit_expr_path(path),
            },
            Expr::Field(field) => self.assigned(&field.base, Act::ChangePart),
            Expr::Index(index) => {
                self.visit_expr(&index.index);
                self.assigned(&index.expr, Act::ChangePart);
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
        // A unit struct, or a constant, is another one each time.
        if name.starts_with(char::is_uppercase) {
            return None;
        }
        Some(self.resolve(&name))
    }

    /// A call of a function by its path.
    fn called(&mut self, function: &Expr) {
        let Expr::Path(function) = peeled(function) else { return };
        let Some(last) = function.path.segments.last() else { return };
        if let Some((path, path_inside)) = self.paths(function) {
            let (span, place) = (last.ident.span(), self.place());
            self.facts.calls.push(Call { path, path_inside, span, place });
        }
    }

    /// What a function's path stands for, here and inside of a `go!`; none, if it is a variable or a function of the body's
    /// own.
    fn paths(&self, function: &syn::ExprPath) -> Option<(Vec<String>, Vec<String>)> {
        let name = function.path.segments.first()?.ident.to_string();
        let found = self.scope.iter().rev().find(|(known, _)| *known == name);
        let origin = found.map(|(_, id)| self.facts.variables[*id].origin);
        let is_own = function.path.segments.len() == 1 && origin.is_some_and(|origin| origin != Origin::Import);
        if is_own || function.qself.is_some() {
            return None;
        }
        let depth = self.here.goroutines.len().min(1);
        Some((self.imports.resolve(&function.path, 0), self.imports.resolve(&function.path, depth)))
    }

    /// What a variable is, from where the walk is.
    fn seen_variable(&self, id: VariableId) -> Seen {
        let variable = &self.facts.variables[id];
        // A `go!` sees nothing of what it captures.
        let inside = variable.std.inside.filter(|_| !variable.place.goroutines.is_empty());
        Seen { here: variable.std.here, inside }
    }

    /// The value of std that an expression is.
    fn seen(&self, expr: &Expr) -> Seen {
        match peeled(expr) {
            Expr::Paren(inner) => self.seen(&inner.expr),
            Expr::Reference(inner) => self.seen(&inner.expr),
            Expr::Try(inner) => self.seen(&inner.expr).map(StdValue::tried),
            Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Deref(_)) => self.seen(&inner.expr),
            Expr::Tuple(tuple) => {
                let parts: Vec<Seen> = tuple.elems.iter().map(|part| self.seen(part)).collect();
                let place = |of: fn(&Seen) -> Option<StdValue>| {
                    let place = parts.iter().position(|part| of(part) == Some(StdValue::Condvar));
                    place.map(StdValue::WithCondvar)
                };
                Seen { here: place(|part| part.here), inside: place(|part| part.inside) }
            }
            Expr::Path(path) if path.qself.is_none() => {
                let known = path.path.get_ident().and_then(|name| {
                    let name = name.to_string();
                    self.scope.iter().rev().find(|(known, _)| *known == name)
                });
                known.map_or_else(Seen::default, |(_, id)| self.seen_variable(*id))
            }
            Expr::Field(field) => match &field.member {
                syn::Member::Unnamed(index) => self.seen(&field.base).map(|value| value.part(index.index as usize)),
                syn::Member::Named(_) => Seen::default(),
            },
            Expr::MethodCall(call) => {
                let method = call.method.to_string();
                self.seen(&call.receiver).map(|value| value.after(&method))
            }
            Expr::Call(call) => {
                let Expr::Path(function) = peeled(&call.func) else { return Seen::default() };
                if call.args.len() == 1 && shapes::wraps(&function.path) {
                    return self.seen(&call.args[0]);
                }
                let Some((path, path_inside)) = self.paths(function) else { return Seen::default() };
                let made = |path: &[String]| StdValue::made(path, call.args.len());
                Seen { here: made(&path), inside: made(&path_inside) }
            }
            _ => Seen::default(),
        }
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
        let trees = statements.iter().filter_map(|statement| match statement {
            Stmt::Item(Item::Use(import)) => Some(&import.tree),
            _ => None,
        });
        self.imports.add(trees, depth);
        self.scoped(|reader| {
            // Items are in sight in all of their block.
            statements.iter().for_each(|statement| reader.item(statement));
            statements.iter().for_each(|statement| reader.visit_stmt(statement));
        });
        self.imports.truncate(imports);
    }

    /// The names of an item that could be taken for variables.
    fn item(&mut self, statement: &Stmt) {
        let Stmt::Item(item) = statement else { return };
        match item {
            Item::Fn(item) => _ = self.declare(item.sig.ident.to_string(), Origin::Item, None),
            Item::Const(item) => _ = self.declare(item.ident.to_string(), Origin::Item, None),
            Item::Static(item) => _ = self.declare(item.ident.to_string(), Origin::Item, None),
            Item::Struct(item) => _ = self.declare(item.ident.to_string(), Origin::Item, None),
            Item::Use(item) => {
                for name in imports::names(&item.tree) {
                    self.declare(name, Origin::Import, None);
                }
            }
            _ => {}
        }
    }

    fn method(&mut self, receiver: &Expr, method: &Ident, arguments: &Punctuated<Expr, Token![,]>) {
        if let Some(name) = shapes::variable(receiver) {
            let variable = self.resolve(&name.to_string());
            let at = self.facts.mentions.len();
            let name = method.to_string();
            let place = self.place();
            let by_one = matches!(arguments.first().map(peeled), Some(Expr::Lit(literal))
                if matches!(&literal.lit, syn::Lit::Int(number) if number.base10_digits() == "1"));
            let arguments = arguments.len();
            self.facts.methods.push(Method { variable, name, arguments, by_one, span: method.span(), place, at });
        }
        let name = method.to_string();
        let seen = self.seen(receiver);
        let twin = seen.here.and_then(|value| value.twin(&name));
        // `goroutines::net` has a trait of the same name, which parks: so std's must be seen to be in use.
        let depth = self.place().goroutines.len();
        let stds = |depth| self.imports.resolve(&parse_quote!(ToSocketAddrs), depth) == ["std", "net", "ToSocketAddrs"];
        let looks_up = name == "to_socket_addrs" && arguments.is_empty() && !shapes::is_ip_address(receiver);
        let resolves_name = looks_up && stds(0);
        let resolves_name_inside = looks_up && stds(depth);
        if let Some(twin) = twin.or(resolves_name.then_some("`goroutines::net`")) {
            let described = match (shapes::root_variable(receiver), seen.here) {
                (Some(variable), _) => format!("{variable}.{name}"),
                (None, Some(value)) => value.describe(&name),
                (None, None) => name,
            };
            let seen_inside = resolves_name_inside || seen.inside.is_some();
            let (span, place) = (method.span(), self.place());
            self.facts.blocking.push(Blocking { described, twin, span, place, seen_inside });
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
