//! A value that is there to be dropped later, bound to `_`, which drops it at once.
//!
//! Known by the method that gives it (`drop_guard`), by the type that makes it (`Ticker::new`), or by the type of the
//! variable that it is asked of: the function shows that it is a `Mutex`, an `RwLock` or a `Semaphore`. A file can be
//! locked too, and gives no guard.

use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprAssign, Local, Pat, Signature, Stmt};

use super::known::Known;
use super::shapes::called_path;
use super::syntactic::{Report, heed_allow, read_macros};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::DROPPED_AT_ONCE;
use crate::syntax::tokens::peeled;

/// Methods that give something to be dropped later, how many arguments they take, and of which type they are.
const METHODS: [(&str, usize, &str); 5] = [
    ("lock", 0, "Mutex"),
    ("read", 0, "RwLock"),
    ("write", 0, "RwLock"),
    ("acquire", 0, "Semaphore"),
    ("acquire_many", 1, "Semaphore"),
];

pub(super) struct DroppedAtOnce<'a, 'b> {
    report: &'a mut Report<'b>,
    known: Known,
}

impl<'a, 'b> DroppedAtOnce<'a, 'b> {
    pub(super) fn new(report: &'a mut Report<'b>, signature: Option<&Signature>) -> Self {
        Self { report, known: signature.map(Known::of).unwrap_or_default() }
    }

    pub(super) fn body(&mut self, statements: &[Stmt]) {
        statements.iter().for_each(|statement| self.visit_stmt(statement));
    }

    fn value(&mut self, value: &Expr) {
        let (word, what) = match peeled(value) {
            Expr::Paren(inner) => return self.value(&inner.expr),
            Expr::MethodCall(call) if call.method == "drop_guard" && call.args.is_empty() => {
                (&call.method, catalog::DROPPED_DROP_GUARD)
            }
            Expr::MethodCall(call) => {
                let held = METHODS.iter().find(|(name, arguments, of)| {
                    call.method == name && call.args.len() == *arguments && self.known.is(&call.receiver, of)
                });
                match held {
                    Some((_, _, "Semaphore")) => (&call.method, catalog::DROPPED_PERMIT),
                    Some(_) => (&call.method, catalog::DROPPED_GUARD),
                    None => return,
                }
            }
            Expr::Call(call) => {
                let Some(path) = called_path(call) else { return };
                let segments = &path.segments;
                let Some(of) = segments.len().checked_sub(2).map(|index| &segments[index].ident) else { return };
                if of != "Ticker" || segments.last().is_none_or(|last| last.ident != "new") {
                    return;
                }
                (of, catalog::DROPPED_TICKER)
            }
            _ => return,
        };
        self.report.say(DROPPED_AT_ONCE, word.span(), fill(what, &[&word.to_string()]));
    }
}

impl<'ast> Visit<'ast> for DroppedAtOnce<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        let known = self.known.clone();
        self.body(&block.stmts);
        self.known = known;
    }

    fn visit_local(&mut self, local: &'ast Local) {
        visit::visit_local(self, local);
        let pat = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pat => pat,
        };
        if let (Pat::Wild(_), Some(init)) = (pat, &local.init) {
            self.value(&init.expr);
        }
        self.known.learn(local);
    }

    fn visit_expr_assign(&mut self, assign: &'ast ExprAssign) {
        visit::visit_expr_assign(self, assign);
        if matches!(peeled(&assign.left), Expr::Infer(_)) {
            self.value(&assign.right);
        }
    }

    // Names that they bind are not followed.
    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        let known = self.known.clone();
        closure.inputs.iter().for_each(|pat| self.known.bind(pat, None));
        self.visit_expr(&closure.body);
        self.known = known;
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let known = self.known.clone();
        self.known.bind(&arm.pat, None);
        visit::visit_arm(self, arm);
        self.known = known;
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        let known = self.known.clone();
        self.known.bind(&expr.pat, None);
        self.visit_block(&expr.body);
        self.known = known;
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        let known = self.known.clone();
        visit::visit_expr_if(self, expr);
        self.known = known;
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        let known = self.known.clone();
        visit::visit_expr_while(self, expr);
        self.known = known;
    }

    fn visit_expr_let(&mut self, expr: &'ast syn::ExprLet) {
        visit::visit_expr_let(self, expr);
        self.known.bind(&expr.pat, None);
    }

    heed_allow!();
    read_macros!();
}
