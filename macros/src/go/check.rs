//! What `go!` does not take: expressions that are no work, and receivers that would park the
//! caller.

use syn::{Expr, ExprMethodCall};

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
        Work::Body(None, Body::Expression(expr)) if !is_block_like(expr) => Err(at(expr, catalog::WORK_EXPECTED)),
        Work::Call(_) | Work::Body(..) => Ok(()),
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
