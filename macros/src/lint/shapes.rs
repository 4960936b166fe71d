//! Shapes of expressions that several lints ask for.

use std::net::{IpAddr, SocketAddr};

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Attribute, BinOp, Block, Expr, ExprCall, Lit, Path, Stmt};

use crate::syntax::keywords::GO;
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

/// The path of the function that is called.
pub(super) fn called_path(call: &ExprCall) -> Option<&syn::Path> {
    match peeled(&call.func) {
        Expr::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    }
}

/// Whether a call makes a channel, and how much it holds: `chan(0)`, `channel::bounded(n)`, `unbounded()`. None inside, if
/// that is not written as a number.
pub(super) fn made_channel(call: &ExprCall) -> Option<Option<u64>> {
    let segments = &called_path(call)?.segments;
    let last = &segments.last()?.ident;
    let before = segments.len().checked_sub(2).map(|index| segments[index].ident.to_string());
    if !matches!(before.as_deref(), None | Some("goroutines" | "channel" | "crossbeam_channel")) {
        return None;
    }
    match (last.to_string().as_str(), call.args.len()) {
        ("chan" | "bounded", 1) => Some(match peeled(&call.args[0]) {
            Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Int(number) => number.base10_parse().ok(),
                _ => None,
            },
            _ => None,
        }),
        ("unbounded", 0) => Some(None),
        _ => None,
    }
}

/// Whether a macro asserts something.
pub(super) fn is_assertion(call: &syn::Macro) -> bool {
    const ASSERTIONS: [&str; 7] =
        ["assert", "assert_eq", "assert_ne", "assert_matches", "debug_assert", "debug_assert_eq", "debug_assert_ne"];
    call.path.segments.last().is_some_and(|last| ASSERTIONS.iter().any(|name| last.ident == name))
}

/// Whether a statement is a `go!` of which nobody keeps the handle.
pub(super) fn drops_handle(statement: &Stmt) -> bool {
    let call = match statement {
        Stmt::Macro(call) => &call.mac,
        Stmt::Expr(Expr::Macro(call), Some(_)) => &call.mac,
        _ => return false,
    };
    call.path.segments.last().is_some_and(|last| last.ident == GO)
}

/// Whether the body of a loop may leave it before its end has come.
pub(super) fn may_leave(body: &Block) -> bool {
    struct Search {
        found: bool,
        /// Loops around, within the body.
        loops: usize,
    }

    impl Search {
        fn inner_loop(&mut self, body: &Block) {
            self.loops += 1;
            self.visit_block(body);
            self.loops -= 1;
        }
    }

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::Break(exit) => self.found |= self.loops == 0 || exit.label.is_some(),
                Expr::Continue(next) => self.found |= next.label.is_some(),
                Expr::Return(_) | Expr::Try(_) => self.found = true,
                Expr::Call(_) | Expr::Macro(_) => self.found |= diverges(expr),
                _ => {}
            }
            visit::visit_expr(self, expr);
        }
        fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
            self.inner_loop(&expr.body);
        }
        fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
            self.visit_expr(&expr.cond);
            self.inner_loop(&expr.body);
        }
        fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
            self.visit_expr(&expr.expr);
            self.inner_loop(&expr.body);
        }
        fn visit_macro(&mut self, call: &'ast syn::Macro) {
            self.found |= never_returns(call);
            super::content::walk(&super::content::read(call), self);
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }

    let mut search = Search { found: false, loops: 0 };
    search.visit_block(body);
    search.found
}

/// Whether the value of an expression is a closure that it writes out, perhaps behind what that captures.
pub(super) fn is_closure(expr: &Expr) -> bool {
    match peeled(expr) {
        Expr::Closure(_) => true,
        Expr::Block(inner) => matches!(inner.block.stmts.last(), Some(Stmt::Expr(last, None)) if is_closure(last)),
        _ => false,
    }
}
