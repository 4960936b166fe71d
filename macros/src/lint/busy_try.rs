//! A loop around a `try_recv`, `try_send` or `try_lock` that asks again at once when it has failed.
//!
//! As with `busy_select`, only where nothing else can be meant: what runs in a turn that has failed consists of nothing
//! that could wait or be the work that the loop is about. A `spin_loop` in it says that the turning is meant.

use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall, Local, Pat, Stmt};

use super::parking;
use super::shapes::diverges;
use super::syntactic::{Report, heed_allow, read_macros, stay_here};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::BUSY_TRY;
use crate::guard::lets;
use crate::syntax::tokens::peeled;

/// Methods that fail at once where another would wait, and how many arguments they take.
pub(super) const TRIES: [(&str, usize); 6] =
    [("try_recv", 0), ("try_send", 1), ("try_lock", 0), ("try_read", 0), ("try_write", 0), ("try_acquire", 0)];

/// Methods that only look: they are no work and do not wait.
const LOOKS: [&str; 13] = [
    "load",
    "is_empty",
    "is_full",
    "is_some",
    "is_none",
    "is_ok",
    "is_err",
    "len",
    "elapsed",
    "clone",
    "into_inner",
    "ok",
    "err",
];

pub(super) struct BusyTry<'a, 'b> {
    pub(super) report: &'a mut Report<'b>,
}

/// The attempt that an expression is: `rx.try_recv()`, also with `.ok()` behind it.
fn attempt(expr: &Expr) -> Option<&ExprMethodCall> {
    let call = match peeled(expr) {
        Expr::MethodCall(call) => call,
        Expr::Paren(inner) => return attempt(&inner.expr),
        _ => return None,
    };
    if call.method == "ok" && call.args.is_empty() {
        return attempt(&call.receiver);
    }
    let tries = TRIES.iter().any(|(name, arguments)| call.method == name && call.args.len() == *arguments);
    (tries && call.args.iter().all(only_looks)).then_some(call)
}

/// Whether an expression does nothing but look.
fn only_looks(expr: &Expr) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::MethodCall(call) => {
                    self.0 |= LOOKS.iter().all(|look| call.method != look) || parking::method(call).is_some();
                }
                Expr::Call(_)
                | Expr::Macro(_)
                | Expr::Break(_)
                | Expr::Return(_)
                | Expr::Try(_)
                | Expr::Await(_)
                | Expr::Yield(_)
                | Expr::Assign(_) => self.0 = true,
                Expr::Binary(binary) => self.0 |= super::shapes::assigns(&binary.op),
                _ => {}
            }
            visit::visit_expr(self, expr);
        }
    }

    let mut search = Search(false);
    search.visit_expr(expr);
    !search.0
}

/// Whether a pattern is that of a success, or of a failure.
fn succeeds(pat: &Pat) -> Option<bool> {
    let name = match pat {
        Pat::TupleStruct(pat) => &pat.path.segments.last()?.ident,
        Pat::Path(pat) => &pat.path.segments.last()?.ident,
        Pat::Ident(pat) => &pat.ident,
        Pat::Reference(pat) => return succeeds(&pat.pat),
        Pat::Paren(pat) => return succeeds(&pat.pat),
        Pat::Wild(_) => return Some(false),
        _ => return None,
    };
    match name.to_string().as_str() {
        "Ok" | "Some" => Some(true),
        "Err" | "None" => Some(false),
        _ => None,
    }
}

/// The attempt that a condition makes, and whether it holds when that succeeds: `let Ok(v) = rx.try_recv()`,
/// `m.try_lock().is_none()`.
fn asked(cond: &Expr) -> Option<(&ExprMethodCall, bool)> {
    match peeled(cond) {
        Expr::Let(condition) => Some((attempt(&condition.expr)?, succeeds(&condition.pat)?)),
        Expr::Paren(inner) => asked(&inner.expr),
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Not(_)) => {
            asked(&unary.expr).map(|(call, success)| (call, !success))
        }
        Expr::MethodCall(call) if call.args.is_empty() => match call.method.to_string().as_str() {
            "is_ok" | "is_some" => Some((attempt(&call.receiver)?, true)),
            "is_err" | "is_none" => Some((attempt(&call.receiver)?, false)),
            _ => None,
        },
        _ => None,
    }
}

/// The attempt that an expression makes, if nothing comes of its failing.
fn failing(expr: &Expr) -> Option<&ExprMethodCall> {
    match peeled(expr) {
        Expr::If(branch) => {
            let (call, success) = asked(&branch.cond)?;
            let when_failed = if success {
                match &branch.else_branch {
                    None => true,
                    Some((_, otherwise)) => idle(otherwise) || failing(otherwise).is_some(),
                }
            } else {
                idle_block(&branch.then_branch)
            };
            when_failed.then_some(call)
        }
        Expr::Match(choice) => {
            let call = attempt(&choice.expr)?;
            let mut turning = choice.arms.iter().filter(|arm| {
                let failure = match &arm.pat {
                    Pat::Or(pat) => pat.cases.iter().any(|case| succeeds(case) == Some(false)),
                    pat => succeeds(pat) == Some(false),
                };
                failure && !diverges_away(&arm.body)
            });
            let first = turning.next()?;
            let all_idle = idle(&first.body) && turning.all(|arm| idle(&arm.body));
            all_idle.then_some(call)
        }
        Expr::Paren(inner) => failing(&inner.expr),
        other => attempt(other),
    }
}

/// Whether an arm leaves the loop, or may: what comes after `continue` is the next turn.
fn diverges_away(body: &Expr) -> bool {
    diverges(body) && !idle(body)
}

/// Whether an expression does nothing, or begins the next turn.
fn idle(expr: &Expr) -> bool {
    match peeled(expr) {
        Expr::Tuple(unit) => unit.elems.is_empty(),
        Expr::Continue(next) => next.label.is_none(),
        Expr::Block(inner) => inner.label.is_none() && idle_block(&inner.block),
        _ => false,
    }
}

fn idle_block(block: &Block) -> bool {
    match &block.stmts[..] {
        [] => true,
        [Stmt::Expr(only, _)] => idle(only),
        _ => false,
    }
}

/// What a statement of a loop comes to.
enum Turn<'x> {
    Tries(&'x ExprMethodCall),
    /// It tries, and begins the next turn if that fails.
    TriesOrContinues(&'x ExprMethodCall),
    Nothing,
    /// It does something: the loop is no business of ours.
    Works,
}

fn turn(statement: &Stmt) -> Turn<'_> {
    match statement {
        Stmt::Local(local) => of_local(local),
        Stmt::Expr(Expr::Assign(assign), _) if matches!(&*assign.left, Expr::Infer(_)) => {
            attempt(&assign.right).map_or(Turn::Works, Turn::Tries)
        }
        Stmt::Expr(expr, _) => match failing(expr) {
            Some(call) => Turn::Tries(call),
            None if only_looks(expr) || leaves_on_a_look(expr) => Turn::Nothing,
            None => Turn::Works,
        },
        Stmt::Macro(_) => Turn::Works,
        Stmt::Item(_) => Turn::Nothing,
    }
}

fn of_local(local: &Local) -> Turn<'_> {
    let Some(init) = &local.init else { return Turn::Nothing };
    if let Some(call) = attempt(&init.expr) {
        return match &init.diverge {
            Some((_, otherwise)) if matches!(peeled(otherwise), Expr::Block(block) if idle_block(&block.block)) => {
                Turn::TriesOrContinues(call)
            }
            Some(_) => Turn::Works,
            None if matches!(local.pat, Pat::Wild(_)) => Turn::Tries(call),
            // What comes of it is decided later.
            None => Turn::Works,
        };
    }
    let nothing = init.diverge.is_none() && only_looks(&init.expr);
    if nothing { Turn::Nothing } else { Turn::Works }
}

/// `if stop.load(Relaxed) { break }`.
fn leaves_on_a_look(expr: &Expr) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            self.0 |= call.method == "load";
        }
    }

    let Expr::If(branch) = peeled(expr) else { return false };
    let mut search = Search(false);
    search.visit_expr(&branch.cond);
    search.0
        && only_looks(&branch.cond)
        && branch.else_branch.is_none()
        && matches!(&branch.then_branch.stmts[..], [Stmt::Expr(Expr::Break(_) | Expr::Return(_), _)])
}

impl BusyTry<'_, '_> {
    fn found(&mut self, call: &ExprMethodCall) {
        let text = fill(catalog::BUSY_TRY, &[&call.method.to_string()]);
        self.report.say(BUSY_TRY, call.method.span(), text);
    }

    fn body(&mut self, body: &Block) {
        let mut tried = None;
        for statement in &body.stmts {
            match turn(statement) {
                Turn::Tries(call) => tried = tried.or(Some(call)),
                Turn::TriesOrContinues(call) => {
                    tried = tried.or(Some(call));
                    break;
                }
                Turn::Nothing => {}
                Turn::Works => return,
            }
        }
        if let Some(call) = tried {
            self.found(call);
        }
    }
}

impl<'ast> Visit<'ast> for BusyTry<'_, '_> {
    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.body(&expr.body);
        visit::visit_expr_loop(self, expr);
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        match asked(&expr.cond) {
            // It goes on while the attempt fails.
            Some((call, false)) => {
                let does_nothing =
                    expr.body.stmts.iter().all(|statement| matches!(turn(statement), Turn::Nothing | Turn::Tries(_)))
                        || moves_back(&expr.body);
                if does_nothing {
                    self.found(call);
                }
            }
            Some((_, true)) => {}
            // The condition is a look that the turn cannot change.
            None if lets(&expr.cond).is_empty() && only_looks(&expr.cond) && looks_elsewhere(&expr.cond) => {
                self.body(&expr.body);
            }
            None => {}
        }
        visit::visit_expr_while(self, expr);
    }

    heed_allow!();
    read_macros!();
    stay_here!();
}

/// `value = error.into_inner();`: what could not be sent is taken back for the next attempt.
fn moves_back(body: &Block) -> bool {
    matches!(&body.stmts[..], [Stmt::Expr(Expr::Assign(assign), _)]
        if matches!(peeled(&assign.right), Expr::MethodCall(call) if call.method == "into_inner"))
}

/// Whether a condition asks an atomic, or is `true`: then nothing that the turn does need end the loop.
fn looks_elsewhere(cond: &Expr) -> bool {
    match peeled(cond) {
        Expr::Lit(_) => true,
        Expr::Paren(inner) => looks_elsewhere(&inner.expr),
        Expr::Unary(unary) => looks_elsewhere(&unary.expr),
        Expr::MethodCall(call) => call.method == "load",
        _ => false,
    }
}
