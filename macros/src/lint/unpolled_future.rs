//! The last value of a `go!`'s body is an `async` block: the goroutine's result is a future, and nothing in it has run.
//!
//! What a function gives is not seen here; where a `go!` is a statement, `lost_result` asks the compiler.

use syn::{Block, Expr, Stmt};

use super::shapes::called_path;
use super::syntactic::Report;
use crate::diagnostics::catalog;
use crate::diagnostics::warning::UNPOLLED_FUTURE;
use crate::syntax::body::Body;
use crate::syntax::tokens::peeled;

pub(super) fn check(body: &Body, report: &mut Report<'_>) {
    if let Some(keyword) = future(body) {
        report.say(UNPOLLED_FUTURE, keyword.span, catalog::UNPOLLED_FUTURE.to_owned());
    }
}

/// The `async` of the future that a body gives.
pub(super) fn future(body: &Body) -> Option<syn::Token![async]> {
    match body {
        Body::Expression(expr) => of_value(expr),
        Body::Statements(statements) => of_last(statements),
    }
}

fn of_value(expr: &Expr) -> Option<syn::Token![async]> {
    match peeled(expr) {
        Expr::Async(block) => Some(block.async_token),
        Expr::Paren(inner) => of_value(&inner.expr),
        Expr::Block(inner) if inner.label.is_none() => of_block(&inner.block),
        Expr::Unsafe(inner) => of_block(&inner.block),
        Expr::If(inner) => of_block(&inner.then_branch).filter(|_| inner.else_branch.is_some()),
        Expr::Call(call) if call.args.len() == 1 => {
            let pins = called_path(call)?.segments.last()?.ident == "pin";
            of_value(&call.args[0]).filter(|_| pins)
        }
        Expr::Match(inner) => inner.arms.iter().find_map(|arm| of_value(&arm.body)),
        _ => None,
    }
}

fn of_block(block: &Block) -> Option<syn::Token![async]> {
    of_last(&block.stmts)
}

fn of_last(statements: &[Stmt]) -> Option<syn::Token![async]> {
    match statements.last() {
        Some(Stmt::Expr(last, None)) => of_value(last),
        _ => None,
    }
}
