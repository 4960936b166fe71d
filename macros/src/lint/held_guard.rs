//! A guard of a lock of std is alive while the goroutine waits: whoever locks meanwhile blocks its thread, and if that is
//! the thread of the goroutine that waits, for good.
//!
//! No types are seen, so a guard is known by its shape: `.lock().unwrap()` and its like, because the locks of `goroutines::sync`
//! give their guards without a `Result`; `.read()` and `.write()` only of something that the body shows to be an `RwLock`, for
//! `socket.read().unwrap()` is no guard. A guard that is handed to a function counts as gone.

use syn::visit::{self, Visit};
use syn::{Block, Expr, Ident, Item, Local, Macro, Pat, Stmt};

use super::content::{self, Content};
use super::locks::Locks;
use super::parking;
use super::shapes::{allows_deprecated, attributes, block_diverges, diverges, runs_closure_here, variable};
use super::syntactic::Report;
use crate::checkpoint::{lets, names};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::HELD_GUARD;
use crate::syntax::captures::Source;
use crate::syntax::statement::Work;
use crate::syntax::tokens::peeled;

/// A guard that is alive.
#[derive(Clone, Debug)]
struct Guard {
    /// The variable; none for a temporary, and for one whose name was taken by another.
    name: Option<String>,
    id: usize,
}

pub(super) struct HeldGuard<'a, 'b> {
    report: &'a mut Report<'b>,
    locks: Locks,
    alive: Vec<Guard>,
    made: usize,
    /// The guards that were dropped or given away, in order.
    ended: Vec<usize>,
    /// The guards that were warned of: once each.
    said: Vec<usize>,
}

impl<'a, 'b> HeldGuard<'a, 'b> {
    pub(super) fn new(report: &'a mut Report<'b>, locks: Locks) -> Self {
        Self { report, locks, alive: Vec::new(), made: 0, ended: Vec::new(), said: Vec::new() }
    }

    /// Something waits here.
    fn waits(&mut self, at: &Ident) {
        for guard in &self.alive {
            if self.said.contains(&guard.id) {
                continue;
            }
            self.said.push(guard.id);
            let text = match &guard.name {
                Some(name) => fill(catalog::HELD_GUARD, &[name, &at.to_string(), name]),
                None => fill(catalog::HELD_TEMPORARY, &[&at.to_string()]),
            };
            self.report.say(HELD_GUARD, at.span(), text);
        }
    }

    fn begin(&mut self, name: Option<String>) {
        let id = self.fresh();
        self.alive.push(Guard { name, id });
    }

    fn fresh(&mut self) -> usize {
        self.made += 1;
        self.made
    }

    fn end(&mut self, name: &str) {
        if let Some(place) = self.alive.iter().rposition(|guard| guard.name.as_deref() == Some(name)) {
            self.ended.push(self.alive.remove(place).id);
        }
    }

    /// New variables hide old ones of the same name, whose guards live on.
    fn shadow(&mut self, names: &[String]) {
        for guard in &mut self.alive {
            if guard.name.as_ref().is_some_and(|name| names.contains(name)) {
                guard.name = None;
            }
        }
    }

    /// Walks a part whose guards end with it. What ends in it has ended after it, unless the part ends by leaving.
    fn within(&mut self, leaves: bool, walk: impl FnOnce(&mut Self)) {
        let outer = self.alive.clone();
        let ended = self.ended.len();
        walk(self);
        self.alive = outer;
        if !leaves {
            let gone = &self.ended[ended..];
            self.alive.retain(|guard| !gone.contains(&guard.id));
        }
    }

    /// Walks a part under what `expr`, matched against `pat`, keeps alive.
    fn under(&mut self, (expr, id): (&Expr, usize), pat: &Pat, leaves: bool, walk: impl FnOnce(&mut Self)) {
        self.within(leaves, |reader| {
            let bound = names(pat);
            reader.shadow(&bound);
            let is_guard = reader.locks.is_guard(expr) || reader.locks.matches_guard(expr, pat);
            if is_guard && bound.len() == 1 {
                reader.alive.push(Guard { name: bound.first().cloned(), id });
            } else if is_guard || reader.locks.holds_temporary(expr) {
                reader.alive.push(Guard { name: None, id });
            }
            walk(reader);
        });
    }

    fn statements(&mut self, statements: &[Stmt]) {
        statements.iter().for_each(|statement| self.visit_stmt(statement));
    }

    fn operands<'x>(&mut self, operands: impl Iterator<Item = &'x Expr>) {
        for operand in operands {
            self.visit_expr(operand);
        }
    }

    /// A guard among the arguments of a call is given away.
    fn given<'x>(&mut self, arguments: impl Iterator<Item = &'x Expr>) {
        for argument in arguments {
            if let Expr::Path(path) = peeled(argument)
                && let Some(name) = path.path.get_ident()
            {
                self.end(&name.to_string());
            }
        }
    }
}

impl<'ast> Visit<'ast> for HeldGuard<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        self.within(block_diverges(block), |reader| reader.statements(&block.stmts));
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let quiet = self.report.quiet;
        self.report.quiet |= attributes(statement).iter().any(allows_deprecated);
        visit::visit_stmt(self, statement);
        self.report.quiet = quiet;
    }

    fn visit_local(&mut self, local: &'ast Local) {
        let bound = names(&local.pat);
        if let Some(init) = &local.init {
            self.visit_expr(&init.expr);
            if let Some((_, otherwise)) = &init.diverge {
                self.within(true, |reader| reader.visit_expr(otherwise));
            }
            let moved = variable(&init.expr).map(ToString::to_string);
            let renamed = moved.and_then(|moved| {
                let place = self.alive.iter().rposition(|guard| guard.name.as_ref() == Some(&moved))?;
                Some(self.alive.remove(place))
            });
            self.shadow(&bound);
            let is_guard = self.locks.is_guard(&init.expr) || self.locks.matches_guard(&init.expr, &local.pat);
            match (renamed, bound.first()) {
                // `let h = g;`: the guard has a new name.
                (Some(guard), Some(name)) => self.alive.push(Guard { name: Some(name.clone()), ..guard }),
                (Some(guard), None) => self.alive.push(guard),
                (None, Some(name)) if is_guard && bound.len() == 1 => self.begin(Some(name.clone())),
                (None, Some(_)) if self.locks.extends_temporary(&init.expr) => self.begin(None),
                _ => {}
            }
        } else {
            self.shadow(&bound);
        }
        self.locks.learn(local);
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        self.visit_expr(&expr.cond);
        let leaves = block_diverges(&expr.then_branch);
        match lets(&expr.cond).first() {
            Some((pat, source)) => {
                let id = self.fresh();
                self.under((source, id), pat, leaves, |reader| reader.visit_block(&expr.then_branch));
            }
            None => self.visit_block(&expr.then_branch),
        }
        if let Some((_, otherwise)) = &expr.else_branch {
            self.within(diverges(otherwise), |reader| reader.visit_expr(otherwise));
        }
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        self.visit_expr(&expr.expr);
        let id = self.fresh();
        for arm in &expr.arms {
            self.under((&expr.expr, id), &arm.pat, diverges(&arm.body), |reader| reader.visit_expr(&arm.body));
        }
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.within(false, |reader| {
            reader.visit_expr(&expr.cond);
            match lets(&expr.cond).first() {
                Some((pat, source)) => {
                    let id = reader.fresh();
                    reader.under((source, id), pat, false, |reader| reader.statements(&expr.body.stmts));
                }
                None => reader.statements(&expr.body.stmts),
            }
        });
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        self.within(false, |reader| {
            if reader.locks.holds_temporary(&expr.expr) || reader.locks.extends_temporary(&expr.expr) {
                reader.begin(None);
            }
            reader.shadow(&names(&expr.pat));
            reader.statements(&expr.body.stmts);
        });
    }

    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.within(false, |reader| reader.statements(&expr.body.stmts));
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        visit::visit_expr_assign(self, assign);
        if let Some(name) = variable(&assign.left).map(ToString::to_string)
            && self.locks.is_guard(&assign.right)
        {
            self.end(&name);
            self.begin(Some(name));
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        self.operands(call.args.iter());
        self.given(call.args.iter());
        let sends_at_once = call.method == "send" && self.locks.never_fills(&call.receiver);
        if let Some(method) = parking::method(call).filter(|_| !sends_at_once) {
            let temporary = self.locks.is_guard(&call.receiver)
                || self.locks.holds_temporary(&call.receiver)
                || call.args.iter().any(|arg| self.locks.holds_temporary(arg));
            self.within(false, |reader| {
                if temporary {
                    reader.begin(None);
                }
                reader.waits(method);
            });
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        self.visit_expr(&call.func);
        let here = runs_closure_here(&call.func);
        for arg in &call.args {
            match peeled(arg) {
                Expr::Closure(closure) if here => self.visit_expr(&closure.body),
                other => self.visit_expr(other),
            }
        }
        self.given(call.args.iter());
        if let Some(function) = parking::function(call) {
            self.waits(function);
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let content = content::read(call);
        match &content {
            Content::Select(select) => {
                select.arms.iter().for_each(|arm| self.operands(arm.operation.operands()));
                if parking::select(select)
                    && let Some(name) = call.path.segments.last()
                {
                    self.waits(&name.ident);
                }
                for arm in &select.arms {
                    self.within(diverges(&arm.body), |reader| {
                        reader.shadow(&arm.operation.pattern().map(names).unwrap_or_default());
                        reader.visit_expr(&arm.body);
                    });
                }
            }
            // A guard that moves into a goroutine is gone, though only a scope's could.
            Content::Go(statement) => {
                content::walk(&content, self);
                if let Work::Body(captures, _) = &statement.work {
                    let plain = captures.iter().flatten().filter(|capture| matches!(capture.source, Source::Variable));
                    plain.for_each(|capture| self.end(&capture.name.to_string()));
                }
            }
            other => content::walk(other, self),
        }
    }

    // They run elsewhere, or later.
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
