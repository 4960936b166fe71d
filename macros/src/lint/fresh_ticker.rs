//! A ticker that is made anew in each turn of a loop around a `select!`: each turn throws the last one away before it has
//! ticked, if the other arms are quicker.
//!
//! Where every other arm leaves the loop, a turn begins only after a tick, and the ticker is a sleep: no harm. The same
//! shape with `after` means "unless nothing happens for so long", which is an idiom, and nothing is said of it.

use syn::visit::{self, Visit};
use syn::{Block, Expr, Local, Macro, Pat, Stmt};

use super::content::{self, Content};
use super::shapes::{called_path, diverges, variable};
use super::syntactic::{Report, heed_allow, stay_here};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::FRESH_TICKER;
use crate::guard::names;
use crate::select::{Operation, Select};
use crate::syntax::tokens::peeled;

pub(super) struct FreshTicker<'a, 'b> {
    report: &'a mut Report<'b>,
    /// The tickers that the innermost loop makes in each turn: the variable, and what makes it.
    fresh: Vec<(String, syn::Ident)>,
    /// Whether there is a loop around.
    in_loop: bool,
    /// Whether `tick` is a name of the body's own.
    own: bool,
}

impl<'a, 'b> FreshTicker<'a, 'b> {
    pub(super) fn new(report: &'a mut Report<'b>) -> Self {
        Self { report, fresh: Vec::new(), in_loop: false, own: false }
    }

    pub(super) fn body(&mut self, statements: &[Stmt]) {
        self.own |= has_own_tick(statements);
        statements.iter().for_each(|statement| self.visit_stmt(statement));
    }

    fn turn(&mut self, body: &Block) {
        let fresh = std::mem::take(&mut self.fresh);
        let in_loop = std::mem::replace(&mut self.in_loop, true);
        self.visit_block(body);
        self.in_loop = in_loop;
        self.fresh = fresh;
    }

    /// The function that makes the ticker which an arm waits for, if this turn makes it.
    fn made_here(&self, source: &Expr) -> Option<syn::Ident> {
        if let Some(name) = variable(source) {
            return self.fresh.iter().rev().find(|(fresh, _)| name == fresh).map(|(_, maker)| maker.clone());
        }
        self.maker(source)
    }

    /// `tick(…)`, `Ticker::new(…)`, `Ticker::new(…).receiver()`.
    fn maker(&self, expr: &Expr) -> Option<syn::Ident> {
        match peeled(expr) {
            Expr::Reference(inner) => self.maker(&inner.expr),
            Expr::Paren(inner) => self.maker(&inner.expr),
            Expr::MethodCall(call) if call.method == "receiver" => self.maker(&call.receiver),
            Expr::Call(call) if call.args.len() == 1 => {
                let path = called_path(call)?;
                let last = &path.segments.last()?.ident;
                let before = path.segments.len().checked_sub(2).map(|index| path.segments[index].ident.to_string());
                let ticks = match before.as_deref() {
                    None => last == "tick" && !self.own,
                    Some("time" | "channel" | "goroutines") => last == "tick",
                    Some("Ticker") => last == "new",
                    Some(_) => false,
                };
                ticks.then(|| last.clone())
            }
            _ => None,
        }
    }

    fn select(&mut self, select: &Select) {
        let makers: Vec<Option<syn::Ident>> = select
            .arms
            .iter()
            .map(|arm| match &arm.operation {
                Operation::Receive { source, .. } => self.made_here(source),
                _ => None,
            })
            .collect();
        let outrun = select.arms.iter().zip(&makers).any(|(arm, maker)| maker.is_none() && !diverges(&arm.body));
        if outrun {
            for maker in makers.into_iter().flatten() {
                let text = fill(catalog::FRESH_TICKER, &[&maker.to_string()]);
                self.report.say(FRESH_TICKER, maker.span(), text);
            }
        }
    }
}

/// Whether a function of this name is declared here.
fn has_own_tick(statements: &[Stmt]) -> bool {
    statements.iter().any(|statement| match statement {
        Stmt::Item(syn::Item::Fn(item)) => item.sig.ident == "tick",
        _ => false,
    })
}

impl<'ast> Visit<'ast> for FreshTicker<'_, '_> {
    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.turn(&expr.body);
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.visit_expr(&expr.cond);
        self.turn(&expr.body);
    }

    // A `for` has an element to see to in each turn, which may well have a time of its own.
    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        let in_loop = std::mem::replace(&mut self.in_loop, false);
        let fresh = std::mem::take(&mut self.fresh);
        self.visit_block(&expr.body);
        self.fresh = fresh;
        self.in_loop = in_loop;
    }

    fn visit_block(&mut self, block: &'ast Block) {
        let (fresh, own) = (self.fresh.len(), self.own);
        self.body(&block.stmts);
        self.fresh.truncate(fresh);
        self.own = own;
    }

    fn visit_local(&mut self, local: &'ast Local) {
        visit::visit_local(self, local);
        let bound = names(&local.pat);
        self.own |= bound.iter().any(|name| name == "tick");
        self.fresh.retain(|(name, _)| !bound.contains(name));
        if self.in_loop
            && let Pat::Ident(pat) = &local.pat
            && let Some(maker) = local.init.as_ref().and_then(|init| self.maker(&init.expr))
        {
            self.fresh.push((pat.ident.to_string(), maker));
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let content = content::read(call);
        if let Content::Select(select) = &content
            && self.in_loop
        {
            self.select(select);
        }
        content::walk(&content, self);
    }

    heed_allow!();
    stay_here!();
}
