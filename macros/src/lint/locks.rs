//! What looks like a lock of std, and like its guard; and which channels cannot make a sender wait.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall, FnArg, Local, Pat, Signature, UnOp};

use super::shapes::{cloned, variable};
use crate::checkpoint::names;
use crate::syntax::tokens::peeled;

/// Methods of the `Result` that std's locks give, which hand on the guard.
const HANDERS: [&str; 4] = ["unwrap", "expect", "unwrap_or_else", "unwrap_unchecked"];

/// What the body shows of its variables.
#[derive(Debug, Default)]
pub(super) struct Locks {
    /// Those that are an `RwLock`.
    rw_locks: Vec<String>,
    /// The senders of channels that never fill.
    unbounded: Vec<String>,
}

impl Locks {
    /// Learns from the types of a function's parameters.
    pub(super) fn of(signature: &Signature) -> Self {
        let mut locks = Self::default();
        for input in &signature.inputs {
            if let FnArg::Typed(typed) = input
                && says_rw_lock(&typed.ty)
            {
                locks.rw_locks.extend(names(&typed.pat));
            }
        }
        locks
    }

    /// Learns from a `let`: `let config: RwLock<…>`, `= Arc::new(RwLock::new(…))`, `= other.clone()`, `= unbounded()`.
    pub(super) fn learn(&mut self, local: &Local) {
        let bound = names(&local.pat);
        let init = local.init.as_ref().map(|init| &*init.expr);
        let same_as = init.and_then(cloned).map(ToString::to_string);
        let is_clone_of = |known: &[String]| same_as.as_ref().is_some_and(|name| known.contains(name));
        let is_lock = is_clone_of(&self.rw_locks)
            || matches!(&local.pat, Pat::Type(typed) if says_rw_lock(&typed.ty))
            || init.is_some_and(|init| matches!(peeled(init), Expr::Call(_)) && says_rw_lock(init));
        let never_fills = is_clone_of(&self.unbounded) || init.is_some_and(makes_unbounded);
        self.rw_locks.retain(|lock| !bound.contains(lock));
        self.unbounded.retain(|sender| !bound.contains(sender));
        if is_lock {
            self.rw_locks.extend_from_slice(&bound);
        }
        if never_fills {
            self.unbounded.extend(bound);
        }
    }

    /// Whether a sender is known never to wait.
    pub(super) fn never_fills(&self, sender: &Expr) -> bool {
        variable(sender).is_some_and(|name| self.unbounded.iter().any(|known| name == known))
    }

    /// Whether a call takes a lock of std; its value is a `Result`.
    fn locks(&self, expr: &Expr) -> bool {
        let Expr::MethodCall(call) = peeled(expr) else { return false };
        call.args.is_empty() && (call.method == "lock" || self.takes_rw_lock(call))
    }

    fn takes_rw_lock(&self, call: &ExprMethodCall) -> bool {
        let receiver = variable(&call.receiver);
        let is_rw_lock = receiver.is_some_and(|name| {
            let word = name.to_string();
            // A static in capitals that is read without arguments is a lock: nothing else can be read through `&`.
            self.rw_locks.contains(&word) || !word.chars().any(char::is_lowercase)
        });
        (call.method == "read" || call.method == "write") && is_rw_lock
    }

    /// Whether the value of an expression is a guard: `m.lock().unwrap()`, `m.lock()?`.
    pub(super) fn is_guard(&self, expr: &Expr) -> bool {
        match peeled(expr) {
            Expr::MethodCall(call) => HANDERS.iter().any(|hander| call.method == hander) && self.locks(&call.receiver),
            Expr::Try(inner) => self.locks(&inner.expr),
            Expr::Paren(inner) => self.is_guard(&inner.expr),
            Expr::Block(inner) => match inner.block.stmts.last() {
                Some(syn::Stmt::Expr(last, None)) => self.is_guard(last),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether borrowing keeps a guard alive that has no name: `&mut *m.lock().unwrap()`.
    pub(super) fn extends_temporary(&self, expr: &Expr) -> bool {
        matches!(peeled(expr), Expr::Reference(inner) if self.holds_temporary(&inner.expr) || self.is_guard(&inner.expr))
    }

    /// Whether a pattern takes the guard out of the `Result`: `Ok(g)`.
    pub(super) fn matches_guard(&self, expr: &Expr, pat: &Pat) -> bool {
        matches!(pat, Pat::TupleStruct(outer) if outer.path.segments.last().is_some_and(|last| last.ident == "Ok"))
            && self.locks(expr)
    }

    /// Whether a guard is made and used in an expression, and lives until the end of the statement: `m.lock().unwrap().pop()`,
    /// `*m.lock().unwrap()`.
    pub(super) fn holds_temporary(&self, expr: &Expr) -> bool {
        struct Search<'a>(&'a Locks, bool);

        impl<'ast> Visit<'ast> for Search<'_> {
            fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
                self.1 |= self.0.is_guard(&call.receiver);
                visit::visit_expr_method_call(self, call);
            }
            fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
                self.1 |= self.0.is_guard(&field.base);
                visit::visit_expr_field(self, field);
            }
            fn visit_expr_index(&mut self, index: &'ast syn::ExprIndex) {
                self.1 |= self.0.is_guard(&index.expr);
                visit::visit_expr_index(self, index);
            }
            fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
                self.1 |= matches!(unary.op, UnOp::Deref(_)) && self.0.is_guard(&unary.expr);
                visit::visit_expr_unary(self, unary);
            }
            // What these contain is dropped before they end, or runs elsewhere.
            fn visit_block(&mut self, _: &'ast Block) {}
            fn visit_expr_match(&mut self, _: &'ast syn::ExprMatch) {}
            fn visit_expr_if(&mut self, _: &'ast syn::ExprIf) {}
            fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
            fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
            fn visit_item(&mut self, _: &'ast syn::Item) {}
        }

        let mut search = Search(self, false);
        search.visit_expr(expr);
        search.1
    }
}

/// Whether a call makes a channel that never fills: `unbounded()`, or `mpsc::channel()` of std.
fn makes_unbounded(init: &Expr) -> bool {
    let Expr::Call(call) = peeled(init) else { return false };
    let Expr::Path(function) = peeled(&call.func) else { return false };
    let path: Vec<String> = function.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    call.args.is_empty()
        && (path.last().is_some_and(|last| last == "unbounded") || path.ends_with(&["mpsc".into(), "channel".into()]))
}

/// Whether a type or an expression names `RwLock`.
fn says_rw_lock(tokens: impl ToTokens) -> bool {
    fn search(tokens: proc_macro2::TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(word) => word == "RwLock",
            TokenTree::Group(group) => search(group.stream()),
            _ => false,
        })
    }
    search(tokens.into_token_stream())
}
