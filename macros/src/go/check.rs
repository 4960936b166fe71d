//! What `go!` does not take: expressions that are no work, and receivers that would park the
//! caller.

use syn::{Expr, ExprMethodCall, Stmt};

use crate::diagnostics::catalog;
use crate::diagnostics::error::{at, at_with};
use crate::syntax::body::Body;
use crate::syntax::rendering::render;
use crate::syntax::statement::Work;
use crate::syntax::tokens::peeled;

pub(super) fn work(work: &Work) -> syn::Result<()> {
    match work {
        Work::Method(call) => match called_before(&call.receiver) {
            Some(earlier) => {
                let text = render(earlier);
                Err(at_with(earlier, catalog::RECEIVER_RUNS_EARLY, &[&text]))
            }
            None => Ok(()),
        },
        Work::Body(_, body) if closure_alone(body).is_some() => Err(at(closure_alone(body), catalog::CLOSURE_UNCALLED)),
        Work::Body(None, Body::Expression(expr)) if !is_block_like(expr) => Err(no_work(expr)),
        Work::Body(None, Body::Statements(statements))
            if statements.iter().all(|statement| matches!(statement, Stmt::Item(_))) =>
        {
            Err(at(statements.first(), catalog::WORK_ITEM))
        }
        Work::Call(_) | Work::Body(..) => Ok(()),
    }
}

/// The error for an expression that is no work.
fn no_work(expr: &Expr) -> syn::Error {
    match peeled(expr) {
        Expr::Path(path) if path.path.is_ident("self") => at(expr, catalog::WORK_EXPECTED),
        Expr::Path(_) | Expr::Field(_) => {
            let name = render(expr);
            at_with(expr, catalog::WORK_UNCALLED, &[&name, &name])
        }
        Expr::Async(_) | Expr::Await(_) => at(expr, catalog::WORK_ASYNC),
        _ => at(expr, catalog::WORK_EXPECTED),
    }
}

/// A closure without parameters that is all of a body. Its value would be a goroutine's result that nobody can have meant.
fn closure_alone(body: &Body) -> Option<&Expr> {
    fn alone(expr: &Expr) -> Option<&Expr> {
        match peeled(expr) {
            Expr::Closure(closure) if closure.inputs.is_empty() => Some(expr),
            Expr::Paren(inner) => alone(&inner.expr),
            Expr::Block(block) => match &block.block.stmts[..] {
                [Stmt::Expr(only, None)] => alone(only),
                _ => None,
            },
            _ => None,
        }
    }
    match body {
        Body::Expression(expr) => alone(expr),
        Body::Statements(_) => None,
    }
}

/// The method call that a receiver is, unless it is `clone()`. It may hide under `?` and the like.
fn called_before(receiver: &Expr) -> Option<&ExprMethodCall> {
    match peeled(receiver) {
        Expr::MethodCall(call) if call.method == "clone" && call.args.is_empty() => None,
        Expr::MethodCall(call) => Some(call),
        Expr::Try(inner) => called_before(&inner.expr),
        Expr::Await(inner) => called_before(&inner.base),
        Expr::Paren(inner) => called_before(&inner.expr),
        Expr::Field(inner) => called_before(&inner.base),
        Expr::Reference(inner) => called_before(&inner.expr),
        Expr::Unary(inner) => called_before(&inner.expr),
        _ => None,
    }
}

/// Whether an expression stands as a body without a capture list.
fn is_block_like(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Block(_)
            | Expr::Unsafe(_)
            | Expr::Loop(_)
            | Expr::While(_)
            | Expr::ForLoop(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::TryBlock(_)
            | Expr::Macro(_)
            // No Rust, which the compiler says best.
            | Expr::Verbatim(_)
    )
}
