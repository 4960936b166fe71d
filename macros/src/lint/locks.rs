//! What a body shows of its variables: which are an `RwLock`, and which channels cannot make a sender wait.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::{Expr, FnArg, Local, Pat, Signature};

use super::shapes::{cloned, variable};
use crate::guard::names;
use crate::syntax::tokens::peeled;

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

    /// Whether a method of something takes a lock, by what the body shows.
    pub(super) fn takes(&self, method: &Ident, of: &Expr) -> bool {
        let is_rw_lock = || {
            variable(of).is_some_and(|name| {
                let word = name.to_string();
                // A static in capitals that is read without arguments is a lock: nothing else can be read through `&`.
                self.rw_locks.contains(&word) || !word.chars().any(char::is_lowercase)
            })
        };
        method == "lock" || (method == "read" || method == "write") && is_rw_lock()
    }
}

/// Whether a call makes a channel that never fills: `unbounded()`, or `mpsc::channel()` of std.
fn makes_unbounded(init: &Expr) -> bool {
    let Expr::Call(call) = peeled(init) else { return false };
    let Expr::Path(function) = peeled(&call.func) else { return false };
    let path: Vec<String> = function.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    call.args.is_empty()
        && (path.last().is_some_and(|last| last == "unbounded") || path.ends_with(&["mpsc".into(), "channel".into()])
            // Its `send` only adds an operation.
            || path.ends_with(&["Select".into(), "new".into()]))
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
