//! Which of a `match`'s arms a value takes, as far as its shape says: `None` does not match `Some(_)`.

use syn::{Expr, ExprCall, Lit, Pat, Path, Stmt};

use crate::syntax::tokens::peeled;

/// What a block or an expression gives, where it is written out.
pub(super) fn outcome(expr: &Expr) -> Option<&Expr> {
    match peeled(expr) {
        Expr::Block(inner) if inner.label.is_none() => match inner.block.stmts.last() {
            Some(Stmt::Expr(last, None)) => outcome(last),
            _ => None,
        },
        Expr::Paren(inner) => outcome(&inner.expr),
        other => Some(other),
    }
}

/// Whether a call is that of a variant or of a tuple struct.
pub(super) fn constructs(call: &ExprCall) -> bool {
    matches!(peeled(&call.func), Expr::Path(path) if path.path.segments.last().is_some_and(|last| is_capital(&last.ident)))
}

/// Whether a value matches a pattern; none, if that cannot be seen.
pub(super) fn matches(pat: &Pat, value: &Expr) -> Option<bool> {
    match pat {
        Pat::Wild(_) => Some(true),
        Pat::Paren(inner) => matches(&inner.pat, value),
        Pat::Type(typed) => matches(&typed.pat, value),
        Pat::Reference(inner) => matches(&inner.pat, value),
        Pat::Or(either) => {
            let cases: Vec<Option<bool>> = either.cases.iter().map(|case| matches(case, value)).collect();
            match &cases[..] {
                cases if cases.contains(&Some(true)) => Some(true),
                cases if cases.iter().all(|case| *case == Some(false)) => Some(false),
                _ => None,
            }
        }
        // Its condition may fail, but a pattern that does not match will not do so with one.
        Pat::Guard(inner) => matches(&inner.pat, value).filter(|matches| !matches),
        Pat::Ident(name) if name.subpat.is_none() && !is_capital(&name.ident) => Some(true),
        Pat::Lit(literal) => Some(truth_of(&literal.lit)? == truth(value)?),
        Pat::Ident(name) => same(Some(name.ident.to_string()), value).map(|same| same.0),
        Pat::Path(path) => same(last(&path.path), value).map(|same| same.0),
        Pat::Struct(pat) => same(last(&pat.path), value).and_then(|same| if same.0 { None } else { Some(false) }),
        Pat::TupleStruct(pat) => match same(last(&pat.path), value)? {
            (false, _) => Some(false),
            (true, arguments) if pat.elems.len() == 1 && arguments.len() == 1 => matches(&pat.elems[0], arguments[0]),
            (true, _) => None,
        },
        _ => None,
    }
}

/// A value that is `true` or `false`.
pub(super) fn truth(value: &Expr) -> Option<bool> {
    match peeled(value) {
        Expr::Lit(literal) => truth_of(&literal.lit),
        _ => None,
    }
}

fn truth_of(literal: &Lit) -> Option<bool> {
    match literal {
        Lit::Bool(literal) => Some(literal.value),
        _ => None,
    }
}

/// Whether a value is made by a variant of this name, and of what.
fn same(name: Option<String>, value: &Expr) -> Option<(bool, Vec<&Expr>)> {
    let (variant, arguments) = match peeled(value) {
        Expr::Path(path) => (last(&path.path)?, Vec::new()),
        Expr::Call(call) => match peeled(&call.func) {
            Expr::Path(path) => (last(&path.path)?, call.args.iter().collect()),
            _ => return None,
        },
        _ => return None,
    };
    let is_variant = variant.starts_with(char::is_uppercase);
    is_variant.then_some(())?;
    Some((name? == variant, arguments))
}

fn last(path: &Path) -> Option<String> {
    path.segments.last().map(|last| last.ident.to_string())
}

fn is_capital(name: &syn::Ident) -> bool {
    name.to_string().starts_with(char::is_uppercase)
}
