//! What looks like a guard.
//!
//! A macro sees no types, so a guard is known by the calls that make one: `lock()`, `read()`,
//! `write()`, `borrow()`, `borrow_mut()`, their `try_` forms, and what parking_lot adds. Without
//! arguments, because `read(&mut buf)` is I/O.

use syn::visit::{self, Visit};
use syn::{
    BinOp, Block, Expr, ExprAssign, ExprAsync, ExprClosure, ExprForLoop, ExprIf, ExprLoop, ExprMatch, ExprMethodCall,
    ExprWhile, Item, Pat, Stmt, Type, UnOp,
};

/// Calls without arguments that make a guard.
const MAKERS: [&str; 17] = [
    "lock",
    "try_lock",
    "lock_arc",
    "try_lock_arc",
    "read",
    "try_read",
    "read_arc",
    "write",
    "try_write",
    "write_arc",
    "upgradable_read",
    "try_upgradable_read",
    "borrow",
    "try_borrow",
    "borrow_mut",
    "try_borrow_mut",
    "force_lock",
];

/// Calls with a deadline that make a guard.
const TIMED_MAKERS: [&str; 6] =
    ["try_lock_for", "try_lock_until", "try_read_for", "try_read_until", "try_write_for", "try_write_until"];

/// Methods that hand on the guard that they are called on.
const HANDERS: [&str; 10] = [
    "unwrap",
    "expect",
    "unwrap_or_else",
    "unwrap_unchecked",
    "ok",
    "map_err",
    "into_inner",
    "ok_or",
    "ok_or_else",
    "and_then",
];

fn makes(call: &ExprMethodCall) -> bool {
    let name = call.method.to_string();
    call.args.is_empty() && MAKERS.contains(&name.as_str())
        || call.args.len() == 1 && TIMED_MAKERS.contains(&name.as_str())
}

/// `Mutex::lock(&m)`: a maker, called as an associated function.
fn makes_by_path(function: &Expr, arguments: usize) -> bool {
    let Expr::Path(path) = function else {
        return false;
    };
    let segments = &path.path.segments;
    let Some(last) = segments.last() else {
        return false;
    };
    // `fs::read(path)` is no guard: a type's name begins with a capital.
    let of_a_type = segments.len() >= 2
        && segments[segments.len() - 2].ident.to_string().starts_with(|first: char| first.is_uppercase());
    arguments == 1 && of_a_type && MAKERS.iter().any(|maker| last.ident == maker)
}

/// The variable that an expression is, if it is nothing else.
pub(super) fn variable(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Group(group) => variable(&group.expr),
        Expr::Paren(paren) => variable(&paren.expr),
        _ => None,
    }
}

/// Whether the value of an expression is, or contains, a guard. `alive` are variables that do.
pub(super) fn is_guard(expr: &Expr, alive: &[String]) -> bool {
    let inside = |expr: &Expr| is_guard(expr, alive);
    let tail = |block: &Block| match block.stmts.last() {
        Some(Stmt::Expr(expr, None)) => is_guard(expr, alive),
        _ => false,
    };
    match expr {
        Expr::MethodCall(call) => {
            makes(call)
                || HANDERS.iter().any(|hander| call.method == hander) && inside(&call.receiver)
                || call.args.iter().any(inside) && !by_reference(&call.args)
        }
        Expr::Call(call) => {
            makes_by_path(&call.func, call.args.len())
                || dropped(expr).is_none()
                    && call.args.iter().any(|arg| !matches!(arg, Expr::Reference(_)) && inside(arg))
        }
        Expr::Try(inner) => inside(&inner.expr),
        Expr::Await(inner) => inside(&inner.base),
        Expr::Paren(inner) => inside(&inner.expr),
        Expr::Group(inner) => inside(&inner.expr),
        Expr::Reference(inner) => place_holds(&inner.expr, alive),
        Expr::Tuple(inner) => inner.elems.iter().any(inside),
        Expr::Array(inner) => inner.elems.iter().any(inside),
        Expr::Struct(inner) => inner.fields.iter().any(|field| inside(&field.expr)),
        Expr::Block(inner) => tail(&inner.block),
        Expr::Unsafe(inner) => tail(&inner.block),
        Expr::If(inner) => {
            tail(&inner.then_branch) || inner.else_branch.as_ref().is_some_and(|(_, otherwise)| inside(otherwise))
        }
        Expr::Match(inner) => {
            inside(&inner.expr) && inner.arms.iter().any(|arm| !names(&arm.pat).is_empty())
                || inner.arms.iter().any(|arm| inside(&arm.body))
        }
        Expr::Path(_) => variable(expr).is_some_and(|name| alive.contains(&name)),
        _ => false,
    }
}

fn by_reference(arguments: &syn::punctuated::Punctuated<Expr, syn::Token![,]>) -> bool {
    arguments.iter().all(|arg| matches!(arg, Expr::Reference(_)))
}

/// Whether borrowing this place keeps a temporary guard alive: `&mut *m.lock().unwrap()`.
fn place_holds(expr: &Expr, alive: &[String]) -> bool {
    match expr {
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => place_holds(&unary.expr, alive),
        Expr::Field(field) => place_holds(&field.base, alive),
        Expr::Index(index) => place_holds(&index.expr, alive),
        Expr::Paren(paren) => place_holds(&paren.expr, alive),
        Expr::Group(group) => place_holds(&group.expr, alive),
        // A borrow of a variable keeps nothing alive that its block does not.
        Expr::Path(_) => false,
        other => is_guard(other, alive),
    }
}

/// Whether evaluating an expression makes a guard that lives until the end of its statement.
pub(super) fn mentions_guard(expr: &Expr) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            self.0 |= makes(call);
            visit::visit_expr_method_call(self, call);
        }
        fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
            self.0 |= makes_by_path(&call.func, call.args.len());
            visit::visit_expr_call(self, call);
        }
        fn visit_expr_match(&mut self, inner: &'ast ExprMatch) {
            self.visit_expr(&inner.expr);
        }
        fn visit_expr_if(&mut self, inner: &'ast ExprIf) {
            if !lets(&inner.cond).is_empty() {
                self.visit_expr(&inner.cond);
            }
        }
        // What these contain is dropped before they end, or runs elsewhere.
        fn visit_block(&mut self, _: &'ast Block) {}
        fn visit_expr_while(&mut self, _: &'ast ExprWhile) {}
        fn visit_expr_for_loop(&mut self, _: &'ast ExprForLoop) {}
        fn visit_expr_loop(&mut self, _: &'ast ExprLoop) {}
        fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
        fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
        fn visit_item(&mut self, _: &'ast Item) {}
    }

    let mut search = Search(false);
    search.visit_expr(expr);
    search.0
}

/// The `let`s of a condition, with what each matches.
pub(crate) fn lets(cond: &Expr) -> Vec<(&Pat, &Expr)> {
    match cond {
        Expr::Let(inner) => vec![(&*inner.pat, &*inner.expr)],
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            let mut all = lets(&binary.left);
            all.extend(lets(&binary.right));
            all
        }
        Expr::Paren(inner) => lets(&inner.expr),
        Expr::Group(inner) => lets(&inner.expr),
        _ => Vec::new(),
    }
}

/// The variables that a pattern binds. `_` binds none.
pub(crate) fn names(pat: &Pat) -> Vec<String> {
    struct Names(Vec<String>);

    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
            // A lone capitalised word is a constant or a variant such as `None`.
            let word = pat.ident.to_string();
            if !word.starts_with(|first: char| first.is_uppercase()) {
                self.0.push(word);
            }
            visit::visit_pat_ident(self, pat);
        }
        fn visit_expr(&mut self, _: &'ast Expr) {}
        fn visit_type(&mut self, _: &'ast Type) {}
    }

    let mut found = Names(Vec::new());
    found.visit_pat(pat);
    found.0
}

/// `drop(g)`, under any of its paths: the variable.
pub(super) fn dropped(expr: &Expr) -> Option<String> {
    let Expr::Call(call) = expr else { return None };
    let Expr::Path(function) = &*call.func else {
        return None;
    };
    let is_drop = function.path.segments.last()?.ident == "drop";
    match (is_drop, call.args.len()) {
        (true, 1) => variable(&call.args[0]),
        _ => None,
    }
}

/// `g = m.lock()…`: the variable that is assigned a guard.
pub(super) fn assigned(expr: &Expr, alive: &[String]) -> Option<String> {
    let Expr::Assign(assign) = expr else {
        return None;
    };
    is_guard(&assign.right, alive).then(|| variable(&assign.left)).flatten()
}

/// Every variable that is assigned a guard somewhere in a block.
pub(super) fn assigned_within(block: &Block) -> Vec<String> {
    struct Search(Vec<String>);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_assign(&mut self, assign: &'ast ExprAssign) {
            if is_guard(&assign.right, &[]) {
                self.0.extend(variable(&assign.left));
            }
            visit::visit_expr_assign(self, assign);
        }
        fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
        fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
        fn visit_item(&mut self, _: &'ast Item) {}
    }

    let mut search = Search(Vec::new());
    search.visit_block(block);
    search.0
}

/// Whether a type says by its name that it is a guard, or a reference to one.
pub(crate) fn holds_guard(ty: &Type) -> bool {
    match ty {
        Type::Reference(inner) => holds_guard(&inner.elem),
        Type::Paren(inner) => holds_guard(&inner.elem),
        Type::Group(inner) => holds_guard(&inner.elem),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            last.ident.to_string().ends_with("Guard") || last.ident == "Ref" || last.ident == "RefMut"
        }),
        _ => false,
    }
}

/// `let g: MutexGuard<'_, T> = …`.
pub(super) fn is_typed_guard(pat: &Pat) -> bool {
    matches!(pat, Pat::Type(typed) if holds_guard(&typed.ty))
}
