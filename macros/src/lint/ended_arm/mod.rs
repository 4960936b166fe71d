//! An arm in a loop receives from a channel, ignores what comes, and does not leave: when all senders of the channel have
//! ended, the arm is ready at once, in each turn, and the loop spins unseen.
//!
//! Timers, tickers and the end of a context never end so, or are meant to be seen again and again. So it counts where a receiver
//! comes from: from `chan(…)` in sight, from a parameter or a field that the compiler says to be a `Receiver`, from a function.
//! A loop that may end otherwise is left alone, and so is an arm whose body may be what ends it.
//!
//! A `go!` does not know where its captures come from. So it says nothing of them, and the body that has them looks into it.

mod kept;
mod turns;

use proc_macro2::Span;
use quote::{ToTokens as _, quote};
use syn::visit::{self, Visit};
use syn::{Block, Expr, FnArg, GenericArgument, Item, Local, Macro, Member, Pat, PathArguments, Signature, Stmt, Type};

use self::turns::Turns;
use super::content::{self, Content};
use super::probes::{self, Ask, Suspicion};
use super::shapes::{allows_deprecated, attributes, cloned, runs_closure_here};
use super::syntactic::Report;
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{Condition, ENDED_ARM, Finding, Level, Levels};
use crate::guard::names;
use crate::select::{Operation, Select};
use crate::syntax::body::Body;
use crate::syntax::captures::Source;
use crate::syntax::rendering::render;
use crate::syntax::statement::{Statement, Work};
use crate::syntax::tokens::peeled;

/// Functions that make a channel.
const MAKERS: [&str; 3] = ["chan", "bounded", "unbounded"];

/// Words in the names of functions that give the channel of a timer, or one that only ever ends.
const CLOCKS: [&str; 9] = ["after", "alarm", "beat", "clock", "deadline", "done", "never", "tick", "time"];

/// Other such functions, and those that may give whatever is asked for.
const INFERRED: [&str; 7] = ["at", "channel", "collect", "default", "from", "into", "parse"];

/// Where a variable comes from.
#[derive(Clone, Debug, PartialEq)]
enum Origin {
    /// It is the receiver of a channel that is made here, whose sender has this name.
    Made {
        sender: Option<String>,
    },
    /// Its type says that it is a receiver.
    Typed,
    /// It is a parameter; the compiler knows its type from the beginning.
    Parameter,
    /// A function gave it. The compiler may not know yet of what it is a receiver.
    Given,
    Other,
}

pub(super) struct EndedArm<'a, 'b> {
    report: &'a mut Report<'b>,
    /// The body, to see what becomes of the senders.
    body: &'a [Stmt],
    /// Whether the program ends with the body.
    is_main: bool,
    /// The variables in sight, innermost last.
    scope: Vec<(String, Origin)>,
    /// The loops around this place that are in the same goroutine; none for one that ends.
    loops: Vec<Option<Turns>>,
    /// The levels of the `go!`s around this place.
    goroutines: Vec<Levels>,
    mark: Option<usize>,
    marked: bool,
    pub(super) suspicions: Vec<Suspicion>,
    pub(super) would_ask: bool,
}

impl<'a, 'b> EndedArm<'a, 'b> {
    pub(super) fn new(
        report: &'a mut Report<'b>,
        signature: Option<&Signature>,
        body: &'a [Stmt],
        marked: bool,
    ) -> Self {
        let mut scope = Vec::new();
        for input in signature.iter().flat_map(|signature| &signature.inputs) {
            match input {
                FnArg::Receiver(_) => {}
                FnArg::Typed(typed) => match &*typed.pat {
                    Pat::Ident(name) => scope.push((name.ident.to_string(), of_type(&typed.ty))),
                    pat => scope.extend(names(pat).into_iter().map(|name| (name, Origin::Other))),
                },
            }
        }
        let is_main = signature.is_some_and(|signature| signature.ident == "main");
        Self {
            report,
            body,
            is_main,
            scope,
            loops: Vec::new(),
            goroutines: Vec::new(),
            mark: None,
            marked,
            suspicions: Vec::new(),
            would_ask: false,
        }
    }

    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        let names = self.scope.len();
        statements.iter().for_each(|statement| self.visit_stmt(statement));
        self.scope.truncate(names);
    }

    /// Walks a part with variables of its own. The marks before it are outside of their sight.
    fn scoped(&mut self, pats: &[&Pat], walk: impl FnOnce(&mut Self)) {
        let known = self.scope.len();
        let mark = self.mark.take();
        pats.iter().for_each(|pat| self.hide(pat));
        walk(self);
        self.scope.truncate(known);
        self.mark = mark;
    }

    fn hide(&mut self, pat: &Pat) {
        self.scope.extend(names(pat).into_iter().map(|name| (name, Origin::Other)));
    }

    fn origin(&self, name: &str) -> Option<&Origin> {
        self.scope.iter().rev().find(|(known, _)| known == name).map(|(_, origin)| origin)
    }

    /// Walks a loop; `turns` is what its turns are, if it does not end by itself.
    fn turning(&mut self, turns: Option<Turns>, walk: impl FnOnce(&mut Self)) {
        self.loops.push(turns);
        walk(self);
        self.loops.pop();
    }

    fn select(&mut self, select: &Select) {
        if let Some(Some(turns)) = self.loops.last() {
            for source in turns.spinning(select) {
                self.spins(source);
            }
        }
    }

    /// An arm that receives from this spins when the channel has ended.
    fn spins(&mut self, source: &Expr) {
        let (ask, span): (Option<Ask>, Span) = match place(source) {
            Expr::Path(path) => {
                let Some(name) = path.path.get_ident() else { return };
                let known = name.to_string();
                let place = || source.to_token_stream();
                let ask = match self.origin(&known) {
                    Some(Origin::Made { sender }) => {
                        // A sender that stays here keeps the channel open as long as this runs.
                        let here = self.goroutines.is_empty() || self.is_main;
                        let kept = |sender: &String| kept::stays(quote_body(self.body), sender);
                        if here && sender.as_ref().is_some_and(kept) {
                            return;
                        }
                        None
                    }
                    Some(Origin::Typed) => None,
                    Some(Origin::Parameter) => Some(Ask::Receiver(place())),
                    Some(Origin::Given) => Some(Ask::AnyReceiver(place())),
                    Some(Origin::Other) | None => return,
                };
                (ask, name.span())
            }
            Expr::Field(field) if is_of_self(field) => {
                let span = match &field.member {
                    Member::Named(name) => name.span(),
                    Member::Unnamed(index) => index.span,
                };
                (Some(Ask::Receiver(source.to_token_stream())), span)
            }
            _ => return,
        };
        let Some(level) = self.level() else { return };
        let name = render(source);
        let text = fill(catalog::ENDED_ARM, &[&name, &name, &name]);
        let condition = Condition::Always;
        let finding = Finding { lint: ENDED_ARM, level, span, text, condition };
        match (ask, self.mark) {
            (None, _) => self.report.findings.push(finding),
            // Of what is asked in a `go!`, that knows the type as well.
            (Some(_), _) if !self.goroutines.is_empty() => {}
            (Some(ask), Some(mark)) => self.suspicions.push(Suspicion { mark, ask, finding }),
            (Some(_), None) => self.would_ask |= !self.marked,
        }
    }

    fn level(&self) -> Option<Level> {
        let levels = self.goroutines.iter().fold(self.report.levels.clone(), |outer, inner| outer.with(inner));
        let level = levels.of(ENDED_ARM);
        (level == Level::Deny || level == Level::Warn && !self.report.quiet).then_some(level)
    }

    /// What a `let` says of the variables that it binds.
    fn learn(&mut self, local: &Local) {
        if !self.goroutines.is_empty() {
            // What is made in a `go!`, that knows itself.
            return self.hide(&local.pat);
        }
        let init = local.init.as_ref().map(|init| peeled(&init.expr));
        let (pat, ty) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        match (pat, init) {
            (Pat::Tuple(pair), Some(Expr::Call(call))) if pair.elems.len() == 2 && makes_channel(call) => {
                let sender = ident(&pair.elems[0]);
                self.hide(&pair.elems[0]);
                if let Some(receiver) = ident(&pair.elems[1]) {
                    self.scope.push((receiver, Origin::Made { sender }));
                } else {
                    self.hide(&pair.elems[1]);
                }
            }
            (Pat::Ident(name), init) => {
                let of_value = init.map_or(Origin::Other, |init| self.of_value(init));
                let origin = match ty.map(of_type) {
                    Some(Origin::Typed) => Origin::Typed,
                    _ => of_value,
                };
                self.scope.push((name.ident.to_string(), origin));
            }
            (pat, _) => self.hide(pat),
        }
    }

    fn of_value(&self, init: &Expr) -> Origin {
        if let Some(name) = cloned(init) {
            return self.origin(&name.to_string()).cloned().unwrap_or(Origin::Other);
        }
        let name = match peeled(init) {
            Expr::Reference(inner) => return self.of_value(&inner.expr),
            Expr::Try(inner) => return self.of_value(&inner.expr),
            Expr::MethodCall(call) if ["clone", "unwrap", "expect"].iter().any(|name| call.method == name) => {
                return self.of_value(&call.receiver);
            }
            Expr::Call(call) => match peeled(&call.func) {
                Expr::Path(path) if !super::variants::constructs(call) => {
                    path.path.segments.last().map(|last| last.ident.to_string())
                }
                _ => None,
            },
            Expr::MethodCall(call) => Some(call.method.to_string()),
            _ => None,
        };
        match name.map(|name| name.to_lowercase()) {
            Some(name) if INFERRED.contains(&name.as_str()) => Origin::Other,
            Some(name) if !CLOCKS.iter().any(|word| name.contains(word)) => Origin::Given,
            _ => Origin::Other,
        }
    }

    /// Walks what runs in the goroutine of a `go!`, of which only the captures are looked at here.
    fn goroutine(&mut self, statement: &Statement) {
        let Work::Body(captures, body) = &statement.work else { return };
        let scope = self.scope.clone();
        for (_, origin) in &mut self.scope {
            // It asks the compiler itself.
            if matches!(origin, Origin::Parameter | Origin::Given) {
                *origin = Origin::Other;
            }
        }
        for capture in captures.iter().flatten() {
            if let Source::Initialiser(value) = &capture.source {
                let origin = self.of_value(value);
                let origin = if origin == Origin::Given { Origin::Other } else { origin };
                self.scope.push((capture.name.to_string(), origin));
            }
        }
        let loops = std::mem::take(&mut self.loops);
        let mark = self.mark.take();
        self.goroutines.push(statement.options.lints.clone());
        match body {
            Body::Expression(expr) => self.visit_expr(expr),
            Body::Statements(statements) => self.statements(statements),
        }
        self.goroutines.pop();
        self.mark = mark;
        self.loops = loops;
        self.scope = scope;
    }
}

fn quote_body(body: &[Stmt]) -> proc_macro2::TokenStream {
    quote!(#(#body)*)
}

/// The place that an operand is.
fn place(source: &Expr) -> &Expr {
    match peeled(source) {
        Expr::Paren(inner) => place(&inner.expr),
        Expr::Reference(inner) => place(&inner.expr),
        other => other,
    }
}

fn is_of_self(field: &syn::ExprField) -> bool {
    match peeled(&field.base) {
        Expr::Path(path) => path.path.is_ident("self"),
        Expr::Field(inner) => is_of_self(inner),
        _ => false,
    }
}

fn ident(pat: &Pat) -> Option<String> {
    match pat {
        Pat::Ident(name) => Some(name.ident.to_string()),
        Pat::Paren(inner) => ident(&inner.pat),
        _ => None,
    }
}

fn makes_channel(call: &syn::ExprCall) -> bool {
    matches!(peeled(&call.func), Expr::Path(path) if path.path.segments.last().is_some_and(|last| {
        MAKERS.iter().any(|name| last.ident == name)
    }))
}

/// What a type says. The end of a context is a `&Receiver<()>`, a timer's channel a `Receiver<Instant>`.
fn of_type(ty: &Type) -> Origin {
    let (ty, borrowed) = match ty {
        Type::Reference(inner) => (&*inner.elem, true),
        ty => (ty, false),
    };
    let Type::Path(path) = ty else { return Origin::Parameter };
    let Some(last) = path.path.segments.last() else { return Origin::Parameter };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return Origin::Parameter };
    if last.ident != "Receiver" {
        return Origin::Parameter;
    }
    match arguments.args.first() {
        Some(GenericArgument::Type(Type::Path(item)))
            if item.path.segments.last().is_some_and(|last| last.ident == "Instant") =>
        {
            Origin::Other
        }
        Some(GenericArgument::Type(Type::Tuple(unit))) if borrowed && unit.elems.is_empty() => Origin::Other,
        Some(GenericArgument::Type(Type::Infer(_))) => Origin::Other,
        _ => Origin::Typed,
    }
}

impl<'ast> Visit<'ast> for EndedArm<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        let mark = self.mark.take();
        self.statements(&block.stmts);
        self.mark = mark;
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if let Some(mark) = probes::mark_of(statement) {
            self.mark = Some(mark);
            return;
        }
        let quiet = self.report.quiet;
        self.report.quiet |= attributes(statement).iter().any(allows_deprecated);
        visit::visit_stmt(self, statement);
        self.report.quiet = quiet;
        self.mark = None;
    }

    fn visit_local(&mut self, local: &'ast Local) {
        visit::visit_local(self, local);
        self.learn(local);
    }

    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.turning(Turns::of(&expr.body, expr.label.as_ref(), None), |reader| reader.visit_block(&expr.body));
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.visit_expr(&expr.cond);
        self.turning(Turns::of(&expr.body, expr.label.as_ref(), Some(&expr.cond)), |reader| {
            reader.scoped(&[], |reader| {
                crate::guard::lets(&expr.cond).iter().for_each(|(pat, _)| reader.hide(pat));
                reader.visit_block(&expr.body);
            });
        });
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        self.turning(None, |reader| reader.scoped(&[&expr.pat], |reader| reader.visit_block(&expr.body)));
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        self.visit_expr(&expr.cond);
        self.scoped(&[], |reader| {
            crate::guard::lets(&expr.cond).iter().for_each(|(pat, _)| reader.hide(pat));
            reader.visit_block(&expr.then_branch);
        });
        if let Some((_, otherwise)) = &expr.else_branch {
            self.visit_expr(otherwise);
        }
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        self.visit_expr(&expr.expr);
        for arm in &expr.arms {
            self.scoped(&[&arm.pat], |reader| reader.visit_expr(&arm.body));
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let here = runs_closure_here(&call.func);
        for arg in &call.args {
            match peeled(arg) {
                Expr::Closure(closure) if here => {
                    let pats: Vec<&Pat> = closure.inputs.iter().collect();
                    let loops = std::mem::take(&mut self.loops);
                    self.scoped(&pats, |reader| reader.visit_expr(&closure.body));
                    self.loops = loops;
                }
                other => self.visit_expr(other),
            }
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        match content::read(call) {
            Content::Go(statement) => self.goroutine(&statement),
            Content::Select(select) => {
                self.select(&select);
                for arm in &select.arms {
                    let pats: Vec<&Pat> = arm.operation.pattern().into_iter().collect();
                    self.scoped(&pats, |reader| reader.visit_expr(&arm.body));
                }
            }
            Content::Statements(statements) => self.scoped(&[], |reader| reader.statements(&statements)),
            Content::Words(_, goroutines) => goroutines.iter().for_each(|statement| self.goroutine(statement)),
            other => content::walk(&other, self),
        }
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        // What it does, it does elsewhere; but it may start goroutines.
        let loops = std::mem::take(&mut self.loops);
        let pats: Vec<&Pat> = closure.inputs.iter().collect();
        self.goroutines.push(Levels::default());
        self.scoped(&pats, |reader| reader.visit_expr(&closure.body));
        self.goroutines.pop();
        self.loops = loops;
    }

    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}

/// What an arm waits for, if it ignores what comes.
fn ignoring(operation: &Operation) -> Option<&Expr> {
    let Operation::Receive { pattern, each: None, source, .. } = operation else { return None };
    let ignores = match pattern {
        None | Some(Pat::Wild(_)) => true,
        Some(Pat::Ident(name)) => name.ident.to_string().starts_with('_') && name.subpat.is_none(),
        Some(_) => false,
    };
    ignores.then_some(source)
}
