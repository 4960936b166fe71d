//! A lock that is taken while this very goroutine has it: nobody can give it back.
//!
//! A lock is known by its shape, `x.lock().unwrap()`, which only locks of std have, or because the function shows that the
//! variable is a `Mutex` or an `RwLock`. Two are the same if they are the same chain of fields from the same variable. A
//! guard counts as given back as soon as anything is done with it but to look through it, and a temporary one at the end of
//! what std's rules say it lives in.

use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall, Local, Macro, Member, Pat, Signature, Stmt, UnOp};

use super::content::{self, Content};
use super::known::Known;
use super::shapes::{block_diverges, diverges, variable};
use super::syntactic::{Report, stay_here};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::SELF_DEADLOCK;
use crate::guard::{lets, names};
use crate::syntax::tokens::{mentions, peeled};

/// Methods of the `Result` that std's locks give, which hand on the guard.
const HANDERS: [&str; 3] = ["unwrap", "expect", "unwrap_or_else"];

/// Methods of that `Result` that end the guard, or look at the `Result` alone.
const ENDERS: [&str; 8] = ["map", "ok", "err", "and_then", "is_ok", "is_err", "map_err", "into_inner"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Alone,
    /// Several may read at a time.
    Shared,
}

/// A lock that is held.
#[derive(Clone, Debug)]
struct Held {
    /// The lock, as a chain of fields.
    lock: String,
    mode: Mode,
    /// The guard's variable; none for a temporary.
    guard: Option<String>,
}

pub(super) struct DoubleLock<'a, 'b> {
    report: &'a mut Report<'b>,
    known: Known,
    held: Vec<Held>,
}

impl<'a, 'b> DoubleLock<'a, 'b> {
    pub(super) fn new(report: &'a mut Report<'b>, signature: Option<&Signature>) -> Self {
        Self { report, known: signature.map(Known::of).unwrap_or_default(), held: Vec::new() }
    }

    pub(super) fn body(&mut self, statements: &[Stmt]) {
        statements.iter().for_each(|statement| self.visit_stmt(statement));
    }

    /// The lock whose guard an expression gives, and the call that takes it.
    fn guard_of<'x>(&self, expr: &'x Expr) -> Option<(Held, &'x ExprMethodCall)> {
        let (call, of_result) = lock_call(expr)?;
        let mode = match call.method.to_string().as_str() {
            "lock" => (of_result || self.known.is(&call.receiver, "Mutex")).then_some(Mode::Alone),
            "write" => self.known.is(&call.receiver, "RwLock").then_some(Mode::Alone),
            _ => self.known.is(&call.receiver, "RwLock").then_some(Mode::Shared),
        }?;
        Some((Held { lock: place(&call.receiver)?, mode, guard: None }, call))
    }

    /// A lock is taken here.
    fn take(&mut self, taken: &Held, call: &ExprMethodCall) {
        let shared = |held: &Held| held.mode == Mode::Shared && taken.mode == Mode::Shared;
        let Some(held) = self.held.iter().find(|held| held.lock == taken.lock && !shared(held)) else { return };
        let text = match &held.guard {
            Some(guard) => fill(catalog::DOUBLE_LOCK, &[&held.lock, guard, guard]),
            None => fill(catalog::DOUBLE_LOCK_TEMPORARY, &[&held.lock]),
        };
        self.report.say(SELF_DEADLOCK, call.method.span(), text);
        // Once each.
        self.held.retain(|other| other.lock != taken.lock);
    }

    /// An expression that is looked through, as in `*expr`, `expr.field`, `expr.method()`: a guard that it gives lives on.
    fn looked_through(&mut self, expr: &Expr) {
        if variable(expr).is_some_and(|name| self.held.iter().any(|held| held.is_of(name))) {
            return;
        }
        let guard = self.guard_of(expr).map(|(held, _)| held);
        self.visit_expr(expr);
        self.held.extend(guard);
    }

    fn release(&mut self, name: &syn::Ident) {
        self.held.retain(|held| !held.is_of(name));
    }

    /// New variables hide old ones, and so the locks and guards of their names.
    fn shadow(&mut self, bound: &[String]) {
        self.held.retain(|held| {
            let root = held.lock.split('.').next().unwrap_or_default();
            !bound.iter().any(|name| name == root || held.guard.as_ref() == Some(name))
        });
    }

    /// Walks a part at whose end its guards are gone; what it has given back is then gone as well, unless it leaves.
    fn within(&mut self, leaves: bool, walk: impl FnOnce(&mut Self)) {
        let (outer, known) = (self.held.clone(), self.known.clone());
        walk(self);
        let left = std::mem::replace(&mut self.held, outer);
        if !leaves {
            self.held.retain(|held| left.iter().any(|other| other.lock == held.lock && other.guard == held.guard));
        }
        self.known = known;
    }

    /// Walks what an expression is matched against, and then a part in which its temporaries are still alive.
    fn matched(&mut self, expr: &Expr, pat: &Pat) {
        let guard = self.guard_of(expr).map(|(held, _)| held);
        self.visit_expr(expr);
        let bound = names(pat);
        self.shadow(&bound);
        self.known.bind(pat, None);
        if let Some(held) = guard {
            let name = if bound.len() == 1 { bound.first().cloned() } else { None };
            self.held.push(Held { guard: name, ..held });
        }
    }
}

impl Held {
    fn is_of(&self, name: &syn::Ident) -> bool {
        self.guard.as_ref().is_some_and(|guard| name == guard)
    }
}

/// The call of `lock`, `read` or `write` whose guard an expression gives, and whether it comes out of a `Result`.
fn lock_call(expr: &Expr) -> Option<(&ExprMethodCall, bool)> {
    match peeled(expr) {
        Expr::MethodCall(call) if HANDERS.iter().any(|hander| call.method == hander) => match peeled(&call.receiver) {
            Expr::MethodCall(inner) if is_lock(inner) => Some((inner, true)),
            _ => None,
        },
        Expr::MethodCall(call) if is_lock(call) => Some((call, false)),
        Expr::Paren(inner) => lock_call(&inner.expr),
        _ => None,
    }
}

fn is_lock(call: &ExprMethodCall) -> bool {
    call.args.is_empty() && (call.method == "lock" || call.method == "read" || call.method == "write")
}

/// A chain of fields from a variable: `self.state.jobs`.
fn place(expr: &Expr) -> Option<String> {
    match peeled(expr) {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident().map(ToString::to_string),
        Expr::Field(field) => {
            let base = place(&field.base)?;
            Some(match &field.member {
                Member::Named(name) => format!("{base}.{name}"),
                Member::Unnamed(index) => format!("{base}.{}", index.index),
            })
        }
        Expr::Paren(inner) => place(&inner.expr),
        Expr::Reference(inner) => place(&inner.expr),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for DoubleLock<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        self.within(block_diverges(block), |reader| reader.body(&block.stmts));
    }

    fn visit_local(&mut self, local: &'ast Local) {
        // A closure takes with it what it mentions: `let end = move || drop(guard);`.
        if let Some(Expr::Closure(closure)) = local.init.as_ref().map(|init| peeled(&init.expr))
            && closure.capture.is_some()
        {
            self.held.retain(|held| {
                let guard = held.guard.as_ref().and_then(|name| syn::parse_str::<syn::Ident>(name).ok());
                !guard.is_some_and(|guard| mentions(&closure.body, &guard))
            });
        }
        let mut guard = None;
        if let Some(init) = &local.init {
            guard = self.guard_of(&init.expr).map(|(held, _)| held).filter(|_| init.diverge.is_none());
            let before = self.held.len();
            self.visit_expr(&init.expr);
            // The temporaries of the statement end with it.
            self.held.truncate(before);
            if let Some((_, otherwise)) = &init.diverge {
                self.within(true, |reader| reader.visit_expr(otherwise));
            }
        }
        self.shadow(&names(&local.pat));
        self.known.learn(local);
        if let (Some(held), Pat::Ident(pat)) = (guard, &local.pat) {
            self.held.push(Held { guard: Some(pat.ident.to_string()), ..held });
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        if let Some((taken, call)) = self.guard_of(expr) {
            self.visit_expr(&call.receiver);
            self.take(&taken, call);
            return;
        }
        match expr {
            Expr::Path(path) => {
                if let Some(name) = path.path.get_ident() {
                    self.release(name);
                }
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.looked_through(&unary.expr),
            Expr::Field(field) => self.looked_through(&field.base),
            Expr::Reference(borrow) => self.looked_through(&borrow.expr),
            Expr::Index(index) => {
                self.looked_through(&index.expr);
                self.visit_expr(&index.index);
            }
            other => visit::visit_expr(self, other),
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if ENDERS.iter().any(|ender| call.method == ender) && variable(&call.receiver).is_none() {
            self.visit_expr(&call.receiver);
        } else {
            self.looked_through(&call.receiver);
        }
        call.args.iter().for_each(|argument| self.visit_expr(argument));
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        self.visit_expr(&assign.right);
        self.visit_expr(&assign.left);
        if let Some(place) = place(&assign.left) {
            self.held.retain(|held| held.lock != place && !held.lock.starts_with(&format!("{place}.")));
        }
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        let leaves = block_diverges(&expr.then_branch);
        let before = self.held.len();
        self.within(leaves, |reader| {
            match lets(&expr.cond).first() {
                Some((pat, source)) => reader.matched(source, pat),
                None => {
                    reader.visit_expr(&expr.cond);
                    // The temporaries of a plain condition end with it.
                    reader.held.truncate(before);
                }
            }
            reader.visit_block(&expr.then_branch);
        });
        if let Some((_, otherwise)) = &expr.else_branch {
            self.within(diverges(otherwise), |reader| reader.visit_expr(otherwise));
        }
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        self.within(false, |reader| {
            let guard = reader.guard_of(&expr.expr).map(|(held, _)| held);
            reader.visit_expr(&expr.expr);
            for arm in &expr.arms {
                reader.within(diverges(&arm.body), |reader| {
                    let bound = names(&arm.pat);
                    reader.shadow(&bound);
                    reader.known.bind(&arm.pat, None);
                    reader.held.extend(guard.clone().map(|held| Held { guard: bound.first().cloned(), ..held }));
                    if let Pat::Guard(guarded) = &arm.pat {
                        reader.visit_expr(&guarded.guard);
                    }
                    reader.visit_expr(&arm.body);
                });
            }
        });
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        let before = self.held.len();
        self.within(false, |reader| {
            match lets(&expr.cond).first() {
                Some((pat, source)) => reader.matched(source, pat),
                None => {
                    reader.visit_expr(&expr.cond);
                    reader.held.truncate(before);
                }
            }
            reader.visit_block(&expr.body);
        });
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.within(false, |reader| {
            reader.visit_expr(&expr.expr);
            reader.shadow(&names(&expr.pat));
            reader.known.bind(&expr.pat, None);
            reader.visit_block(&expr.body);
        });
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let quiet = self.report.quiet;
        self.report.quiet |= super::shapes::attributes(statement).iter().any(super::shapes::allows_deprecated);
        let before = self.held.clone();
        visit::visit_stmt(self, statement);
        if !matches!(statement, Stmt::Local(_)) {
            // The temporaries of the statement end with it; what was given back in it is gone.
            self.held.retain(|held| {
                held.guard.is_some() || before.iter().any(|other| other.guard.is_none() && other.lock == held.lock)
            });
        }
        self.report.quiet = quiet;
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let content = content::read(call);
        if let Content::Go(_) | Content::Words(..) = &content {
            // A guard that moves into a goroutine is gone, though only a scope's could.
            self.held.retain(|held| {
                held.guard.as_ref().is_none_or(|guard| {
                    !mentions(&call.tokens, &syn::Ident::new(guard, proc_macro2::Span::call_site()))
                })
            });
        }
        content::walk(&content, self);
    }

    stay_here!();
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}
