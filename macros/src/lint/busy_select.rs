//! A loop around a `select!` whose `default` does nothing: it turns as fast as it can, and keeps a processor busy.
//!
//! Only where nothing else can be meant: the turn that takes the `default` arm consists of the `select!` alone. Any call on
//! its way may wait or be the work that the loop is about. `for` and `while let` end by themselves.

use syn::visit::{self, Visit};
use syn::{Block, Expr, Ident, Item, Macro, Stmt};

use super::content::{self, Content};
use super::parking;
use super::shapes::{allows_deprecated, assigns, attributes};
use super::syntactic::Report;
use crate::diagnostics::catalog;
use crate::diagnostics::warning::BUSY_SELECT;
use crate::select::Operation;
use crate::syntax::tokens::peeled;

pub(super) struct BusySelect<'a, 'b>(pub(super) &'a mut Report<'b>);

/// What an arm's body comes to that does nothing.
#[derive(Clone, Copy, PartialEq)]
enum Idle {
    /// The statements after the `select!` run.
    GoesOn,
    /// The next turn begins.
    Continues,
}

fn idle(body: &Expr) -> Option<Idle> {
    match peeled(body) {
        Expr::Tuple(unit) if unit.elems.is_empty() => Some(Idle::GoesOn),
        Expr::Continue(next) if next.label.is_none() => Some(Idle::Continues),
        Expr::Block(inner) if inner.label.is_none() => match &inner.block.stmts[..] {
            [] => Some(Idle::GoesOn),
            [Stmt::Expr(only, _)] => idle(only),
            _ => None,
        },
        _ => None,
    }
}

/// The `select!` that a statement is, or binds the value of.
fn select_of(statement: &Stmt) -> Option<&Macro> {
    let expr = match statement {
        Stmt::Macro(call) => return Some(&call.mac),
        Stmt::Expr(expr, _) => expr,
        Stmt::Local(local) => &local.init.as_ref()?.expr,
        Stmt::Item(_) => return None,
    };
    match peeled(expr) {
        Expr::Macro(call) => Some(&call.mac),
        _ => None,
    }
}

/// What a `default` arm does, if there is one and it does nothing.
fn default_of(call: &Macro) -> Option<(Ident, Idle)> {
    let Content::Select(select) = content::read(call) else { return None };
    select.arms.iter().find_map(|arm| match &arm.operation {
        Operation::Default { keyword, timeout: None } => Some((keyword.clone(), idle(&arm.body)?)),
        _ => None,
    })
}

/// Whether statements could do anything but compute: then the loop is no business of ours.
#[derive(Default)]
struct Deeds {
    done: bool,
    /// Every variable that is assigned to.
    assigned: Vec<Ident>,
}

impl<'ast> Visit<'ast> for Deeds {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        self.done |= matches!(
            expr,
            Expr::Call(_)
                | Expr::MethodCall(_)
                | Expr::Break(_)
                | Expr::Return(_)
                | Expr::Try(_)
                | Expr::Await(_)
                | Expr::Yield(_)
        );
        let target = match expr {
            Expr::Assign(assign) => Some(&assign.left),
            Expr::Binary(binary) if assigns(&binary.op) => Some(&binary.left),
            _ => None,
        };
        self.assigned.extend(target.and_then(|target| super::shapes::variable(target)).cloned());
        visit::visit_expr(self, expr);
    }

    fn visit_expr_macro(&mut self, call: &'ast syn::ExprMacro) {
        self.visit_macro(&call.mac);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        // Another `select!` that never rests is no rest.
        self.done |= default_of(call).is_none();
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}

/// Whether a condition waits, and the variables in it.
#[derive(Default)]
struct Condition {
    waits: bool,
    names: Vec<Ident>,
}

impl<'ast> Visit<'ast> for Condition {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.waits |= parking::method(call).is_some();
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        // A function of the user's own may wait.
        self.waits = true;
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_let(&mut self, _: &'ast syn::ExprLet) {
        self.waits = true;
    }

    fn visit_macro(&mut self, _: &'ast Macro) {
        self.waits = true;
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.names.extend(path.path.get_ident().cloned());
    }
}

impl BusySelect<'_, '_> {
    fn turn(&mut self, body: &Block, condition: Option<&Expr>) {
        let mut asked = Condition::default();
        if let Some(condition) = condition {
            asked.visit_expr(condition);
        }
        for (index, statement) in body.stmts.iter().enumerate() {
            let Some((keyword, idle)) = select_of(statement).and_then(default_of) else { continue };
            let mut deeds = Deeds::default();
            let after = match idle {
                Idle::GoesOn => &body.stmts[index + 1..],
                Idle::Continues => &[],
            };
            body.stmts[..index].iter().chain(after).for_each(|other| deeds.visit_stmt(other));
            let moves_on = deeds.assigned.iter().any(|name| asked.names.contains(name));
            if !asked.waits && !deeds.done && !moves_on {
                self.0.say(BUSY_SELECT, keyword.span(), catalog::BUSY_SELECT.to_owned());
                return;
            }
        }
    }
}

impl<'ast> Visit<'ast> for BusySelect<'_, '_> {
    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.turn(&expr.body, None);
        visit::visit_expr_loop(self, expr);
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.turn(&expr.body, Some(&expr.cond));
        visit::visit_expr_while(self, expr);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        content::walk(&content::read(call), self);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let quiet = self.0.quiet;
        self.0.quiet |= attributes(statement).iter().any(allows_deprecated);
        visit::visit_stmt(self, statement);
        self.0.quiet = quiet;
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
