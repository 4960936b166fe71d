//! Checkpoints: where a goroutine that has used up its time slice lets others run.
//!
//! One is put at the head of every loop body of a function or of a `go!` body. Nested functions,
//! closures, `async` and `const` blocks are left alone: they run elsewhere, or are not ours.
//!
//! The invariant: **no checkpoint where a guard is lexically alive.** Goroutines of one home that
//! meet at a `std` lock hold up their thread, so a goroutine must not be switched away while it
//! holds one. The judgement is by name (see [`guard`](crate::guard)) and errs towards "alive": a checkpoint too
//! few delays others, one too many can hang them.
//!
//! Rejected: leaving out the checkpoints of a whole function that locks anything, which would
//! take them from most loops of a real program.

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, Expr, ExprAsync, ExprClosure, ExprConst, ExprForLoop, ExprIf, ExprLoop, ExprMatch, ExprWhile, Item, Local,
    Macro, Pat, Stmt, Type, parse_quote,
};

use crate::guard;
use crate::select;
use crate::syntax::keywords::SELECT;

/// Puts checkpoints into the loops of a body. `held` names the parameters that are guards.
pub(crate) fn insert_in_block(block: &mut Block, runtime: &TokenStream, held: Vec<String>) {
    let mut walker = Walker { runtime, alive: held, revived: Vec::new(), unnamed: 0 };
    walker.visit_block_mut(block);
}

/// Puts checkpoints into the loops of an expression that is a goroutine's body.
pub(crate) fn insert_in_expr(expr: &mut Expr, runtime: &TokenStream) {
    let mut walker = Walker { runtime, alive: Vec::new(), revived: Vec::new(), unnamed: 0 };
    walker.full_expression(expr);
}

/// Walks a body in source order, knowing at each place which guards are alive.
struct Walker<'a> {
    runtime: &'a TokenStream,
    /// Variables that hold a guard here. A guard whose variable was shadowed has an empty name:
    /// nothing can drop it before its block ends.
    alive: Vec<String>,
    /// Variables that were assigned a guard in the block being walked, for the blocks around it.
    revived: Vec<String>,
    /// Temporaries around this place that hold a guard.
    unnamed: usize,
}

impl Walker<'_> {
    fn guarded(&self) -> bool {
        self.unnamed > 0 || !self.alive.is_empty()
    }

    /// Walks a part in which the guards of `expr`, matched against `pat`, are alive.
    fn under(&mut self, expr: &Expr, pats: &[&Pat], walk: impl FnOnce(&mut Self)) {
        let outer = self.alive.clone();
        let unnamed = self.unnamed;
        let names: Vec<String> = pats.iter().flat_map(|pat| guard::names(pat)).collect();
        if guard::is_guard(expr, &self.alive) && !names.is_empty() {
            // `if let Ok(g) = m.lock()`: the guard is the variable, and `drop(g)` ends it.
            self.alive.extend(names);
        } else if guard::mentions_guard(expr) || guard::is_guard(expr, &self.alive) {
            self.unnamed += 1;
        }
        walk(self);
        self.unnamed = unnamed;
        self.alive = outer;
        self.keep_revived();
    }

    fn keep_revived(&mut self) {
        for name in &self.revived {
            if !self.alive.contains(name) {
                self.alive.push(name.clone());
            }
        }
    }

    /// A whole statement's expression: its temporaries live until its end.
    fn full_expression(&mut self, expr: &mut Expr) {
        let takes_care = matches!(
            expr,
            Expr::If(_)
                | Expr::Match(_)
                | Expr::While(_)
                | Expr::ForLoop(_)
                | Expr::Loop(_)
                | Expr::Block(_)
                | Expr::Unsafe(_)
        );
        let temporary = !takes_care && guard::mentions_guard(expr);
        self.unnamed += usize::from(temporary);
        self.visit_expr_mut(expr);
        self.unnamed -= usize::from(temporary);
    }

    fn local(&mut self, local: &mut Local) {
        let Some(init) = &mut local.init else {
            self.shadow(&guard::names(&local.pat));
            return;
        };
        self.full_expression(&mut init.expr);
        if let Some((_, diverge)) = &mut init.diverge {
            self.full_expression(diverge);
        }
        let names = guard::names(&local.pat);
        if let Some(moved) = guard::variable(&init.expr)
            && let Some(place) = self.alive.iter().position(|name| *name == moved)
            && !names.is_empty()
        {
            // `let h = g;`: the guard has a new name.
            self.alive.remove(place);
            self.revived.retain(|name| *name != moved);
            self.shadow(&names);
            self.alive.extend(names);
            return;
        }
        let guard = guard::is_guard(&init.expr, &self.alive) || guard::is_typed_guard(&local.pat);
        self.shadow(&names);
        if guard {
            self.alive.extend(names);
        }
    }

    /// New variables hide old ones of the same name, which live on.
    fn shadow(&mut self, names: &[String]) {
        for old in &mut self.alive {
            if names.contains(old) {
                old.clear();
            }
        }
    }

    fn statement(&mut self, statement: &mut Stmt) {
        match statement {
            Stmt::Local(local) => self.local(local),
            Stmt::Expr(expr, _) => {
                if let Some(name) = guard::dropped(expr) {
                    self.alive.retain(|alive| *alive != name);
                    self.revived.retain(|alive| *alive != name);
                    return;
                }
                self.full_expression(expr);
                if let Some(name) = guard::assigned(expr, &self.alive) {
                    self.revive(name);
                }
            }
            Stmt::Item(_) => {}
            Stmt::Macro(call) => self.visit_macro_mut(&mut call.mac),
        }
    }

    fn revive(&mut self, name: String) {
        if !self.alive.contains(&name) {
            self.alive.push(name.clone());
        }
        self.revived.push(name);
    }

    /// The body of a loop: its checkpoint first, unless a guard is alive.
    fn loop_body(&mut self, body: &mut Block) {
        // A guard that one turn assigns to an outer variable is alive when the next one begins.
        for name in guard::assigned_within(body) {
            self.revive(name);
        }
        let guarded = self.guarded();
        self.visit_block_mut(body);
        if !guarded {
            let runtime = self.runtime;
            body.stmts.insert(0, parse_quote!(#runtime::checkpoint();));
        }
    }
}

impl VisitMut for Walker<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let outer = self.alive.clone();
        let outer_revived = std::mem::take(&mut self.revived);
        for statement in &mut block.stmts {
            self.statement(statement);
        }
        let revived = std::mem::replace(&mut self.revived, outer_revived);
        self.alive = outer;
        self.revived.extend(revived);
        self.keep_revived();
    }

    fn visit_expr_loop_mut(&mut self, expr: &mut ExprLoop) {
        self.loop_body(&mut expr.body);
    }

    fn visit_expr_while_mut(&mut self, expr: &mut ExprWhile) {
        self.visit_expr_mut(&mut expr.cond);
        let cond = (*expr.cond).clone();
        let lets = guard::lets(&cond);
        self.under_lets(&lets, |walker| walker.loop_body(&mut expr.body));
    }

    fn visit_expr_for_loop_mut(&mut self, expr: &mut ExprForLoop) {
        self.visit_expr_mut(&mut expr.expr);
        let source = (*expr.expr).clone();
        self.under(&source, &[], |walker| walker.loop_body(&mut expr.body));
    }

    fn visit_expr_if_mut(&mut self, expr: &mut ExprIf) {
        self.visit_expr_mut(&mut expr.cond);
        let cond = (*expr.cond).clone();
        let lets = guard::lets(&cond);
        // Before edition 2024 the condition's temporaries live through the `else` too.
        self.under_lets(&lets, |walker| {
            walker.visit_block_mut(&mut expr.then_branch);
            if let Some((_, otherwise)) = &mut expr.else_branch {
                walker.visit_expr_mut(otherwise);
            }
        });
    }

    fn visit_expr_match_mut(&mut self, expr: &mut ExprMatch) {
        self.visit_expr_mut(&mut expr.expr);
        let scrutinee = (*expr.expr).clone();
        for arm in &mut expr.arms {
            let pat = arm.pat.clone();
            self.under(&scrutinee, &[&pat], |walker| {
                walker.full_expression(&mut arm.body);
            });
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let ours = call.path.segments.last().is_some_and(|last| SELECT.iter().any(|name| last.ident == name));
        // Another crate's `select!` does not parse as ours, and stays as it is.
        if ours && let Ok(mut input) = call.parse_body_with(select::Select::parse_strictly) {
            for code in input.bodies_mut() {
                self.full_expression(code);
            }
            call.tokens = input.into_token_stream();
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
    fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut ExprAsync) {}
    fn visit_expr_const_mut(&mut self, _: &mut ExprConst) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_pat_mut(&mut self, _: &mut Pat) {}

    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        self.statement(statement);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        // `async`, closures and the rest are cut off above; everything else is walked.
        visit_mut::visit_expr_mut(self, expr);
    }
}

impl Walker<'_> {
    /// Walks a part under the guards of each `let` of a condition.
    fn under_lets(&mut self, lets: &[(&Pat, &Expr)], walk: impl FnOnce(&mut Self)) {
        match lets.split_first() {
            None => walk(self),
            Some(((pat, expr), rest)) => {
                // Boxed, because the chain of closures would be an endless type otherwise.
                let walk: Box<dyn FnOnce(&mut Self)> = Box::new(walk);
                self.under(expr, &[pat], |walker| walker.under_lets_boxed(rest, walk));
            }
        }
    }

    fn under_lets_boxed(&mut self, lets: &[(&Pat, &Expr)], walk: Box<dyn FnOnce(&mut Self) + '_>) {
        match lets.split_first() {
            None => walk(self),
            Some(((pat, expr), rest)) => {
                self.under(expr, &[pat], |walker| walker.under_lets_boxed(rest, walk));
            }
        }
    }
}
