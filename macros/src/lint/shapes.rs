//! Shapes of expressions that several lints ask for.

use std::net::{IpAddr, SocketAddr};

use proc_macro2::Ident;
use syn::{Attribute, BinOp, Block, Expr, ExprCall, Lit, Path, Stmt};

use crate::syntax::tokens::peeled;

/// The variable that an expression is, also in parentheses or behind `&`.
pub(super) fn variable(expr: &Expr) -> Option<&Ident> {
    match peeled(expr) {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Paren(inner) => variable(&inner.expr),
        Expr::Reference(inner) => variable(&inner.expr),
        _ => None,
    }
}

/// The variable that an expression is, or is a clone of: `x`, `&x`, `x.clone()`, `Arc::clone(&x)`.
pub(super) fn cloned(expr: &Expr) -> Option<&Ident> {
    match peeled(expr) {
        Expr::MethodCall(call) if call.method == "clone" && call.args.is_empty() => variable(&call.receiver),
        Expr::Call(call) if call.args.len() == 1 => match peeled(&call.func) {
            Expr::Path(path) if path.path.segments.last()?.ident == "clone" => variable(&call.args[0]),
            _ => None,
        },
        other => variable(other),
    }
}

/// The variable at the head of a chain of methods and fields: `s.lock().lines()` gives `s`.
pub(super) fn root_variable(expr: &Expr) -> Option<&Ident> {
    match peeled(expr) {
        Expr::MethodCall(call) => root_variable(&call.receiver),
        Expr::Field(field) => root_variable(&field.base),
        Expr::Try(inner) => root_variable(&inner.expr),
        Expr::Paren(inner) => root_variable(&inner.expr),
        Expr::Reference(inner) => root_variable(&inner.expr),
        other => variable(other),
    }
}

/// Whether a function puts its argument into a pointer, which dereferences to it: `Arc::new`, `Rc::clone`.
pub(super) fn wraps(function: &Path) -> bool {
    let mut last = function.segments.iter().rev();
    let makes = last.next().is_some_and(|last| last.ident == "new" || last.ident == "clone");
    makes && last.next().is_some_and(|of| ["Arc", "Rc", "Box"].iter().any(|pointer| of.ident == pointer))
}

/// Whether an expression is an address that needs no name to be looked up: `"127.0.0.1:80"`, `("::1", 80)`.
pub(super) fn is_ip_address(expr: &Expr) -> bool {
    match peeled(expr) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => {
                let text = text.value();
                text.parse::<SocketAddr>().is_ok() || text.parse::<IpAddr>().is_ok()
            }
            _ => false,
        },
        Expr::Tuple(pair) => pair.elems.first().is_some_and(is_ip_address),
        Expr::Paren(inner) => is_ip_address(&inner.expr),
        Expr::Reference(inner) => is_ip_address(&inner.expr),
        // `SocketAddr::from(…)`, `Ipv4Addr::LOCALHOST`.
        Expr::Call(call) => is_ip_address(&call.func),
        Expr::Path(path) => path.path.segments.iter().any(|segment| {
            let name = segment.ident.to_string();
            name.starts_with("SocketAddr") || name.starts_with("Ip")
        }),
        _ => false,
    }
}

/// Whether a function runs the closure that it is given, on this goroutine: `scope(|s| …)`.
pub(super) fn runs_closure_here(function: &Expr) -> bool {
    matches!(peeled(function), Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "scope"))
}

/// Whether an operator assigns: `+=` and its like.
pub(super) fn assigns(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// Whether an expression ends by going elsewhere.
pub(super) fn diverges(expr: &Expr) -> bool {
    match peeled(expr) {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Block(inner) => block_diverges(&inner.block),
        Expr::Unsafe(inner) => block_diverges(&inner.block),
        Expr::If(inner) => {
            block_diverges(&inner.then_branch)
                && inner.else_branch.as_ref().is_some_and(|(_, otherwise)| diverges(otherwise))
        }
        Expr::Match(inner) => !inner.arms.is_empty() && inner.arms.iter().all(|arm| diverges(&arm.body)),
        Expr::Macro(inner) => never_returns(&inner.mac),
        Expr::Call(call) => ends_goroutine(call),
        _ => false,
    }
}

pub(super) fn block_diverges(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(expr, _)) => diverges(expr),
        Some(Stmt::Macro(last)) => never_returns(&last.mac),
        _ => false,
    }
}

/// Whether a call ends the goroutine, or all of them.
pub(super) fn ends_goroutine(call: &ExprCall) -> bool {
    const ENDS: [&str; 3] = ["exit", "abort", "goexit"];
    matches!(peeled(&call.func), Expr::Path(path)
        if path.path.segments.last().is_some_and(|last| ENDS.iter().any(|name| last.ident == name)))
}

pub(super) fn never_returns(call: &syn::Macro) -> bool {
    const NEVER: [&str; 5] = ["panic", "unreachable", "todo", "unimplemented", "bail"];
    call.path.segments.last().is_some_and(|last| NEVER.iter().any(|name| last.ident == name))
}

/// The attributes of a statement.
pub(super) fn attributes(statement: &Stmt) -> &[Attribute] {
    match statement {
        Stmt::Local(local) => &local.attrs,
        Stmt::Macro(call) => &call.attrs,
        Stmt::Item(_) => &[],
        Stmt::Expr(expr, _) => match expr {
            Expr::Block(inner) => &inner.attrs,
            Expr::Call(inner) => &inner.attrs,
            Expr::ForLoop(inner) => &inner.attrs,
            Expr::If(inner) => &inner.attrs,
            Expr::Loop(inner) => &inner.attrs,
            Expr::Macro(inner) => &inner.attrs,
            Expr::Match(inner) => &inner.attrs,
            Expr::MethodCall(inner) => &inner.attrs,
            Expr::Unsafe(inner) => &inner.attrs,
            Expr::While(inner) => &inner.attrs,
            _ => &[],
        },
    }
}

/// Whether an attribute is `#[allow(deprecated)]` or `#[expect(deprecated)]`.
pub(super) fn allows_deprecated(attribute: &Attribute) -> bool {
    let mut found = false;
    if attribute.path().is_ident("allow") || attribute.path().is_ident("expect") {
        _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("deprecated");
            Ok(())
        });
    }
    found
}
