//! What parks a goroutine, by the shape of the call.
//!
//! A macro sees no types: `send(x)`, `recv()`, `wait()`, `join()` and their like are taken for those of this crate.

use syn::{Expr, ExprCall, ExprMethodCall, Ident};

use crate::select::{Operation, Select};
use crate::syntax::tokens::peeled;

/// Methods that wait, and how many arguments they take.
const METHODS: [(&str, usize); 13] = [
    ("send", 1),
    ("send_timeout", 2),
    ("send_deadline", 2),
    ("recv", 0),
    ("recv_timeout", 1),
    ("recv_deadline", 1),
    ("wait", 0),
    ("join", 0),
    ("acquire", 0),
    ("select", 0),
    ("select_timeout", 1),
    ("select_deadline", 1),
    ("accept", 0),
];

/// The method, if it waits.
pub(super) fn method(call: &ExprMethodCall) -> Option<&Ident> {
    let waits = METHODS.iter().any(|(name, arguments)| call.method == name && call.args.len() == *arguments);
    waits.then_some(&call.method)
}

/// The function, if it waits: `time::sleep(d)`, `yield_now()`, `scope(|s| …)`, `block_on(future)`, `blocking(|| …)`.
pub(super) fn function(call: &ExprCall) -> Option<&Ident> {
    let Expr::Path(path) = peeled(&call.func) else { return None };
    let segments = &path.path.segments;
    let last = &segments.last()?.ident;
    let before = segments.len().checked_sub(2).map(|index| segments[index].ident.to_string());
    let waits = match (last.to_string().as_str(), before.as_deref()) {
        // The thread's own are the business of `blocking_call`.
        (_, Some("thread" | "task")) => false,
        ("sleep", None | Some("time")) | ("yield_now", None | Some("goroutines" | "runtime")) => true,
        ("block_on" | "blocking", None | Some("goroutines")) => true,
        ("scope", None | Some("goroutines")) => call.args.len() == 1,
        _ => false,
    };
    waits.then_some(last)
}

/// Whether a `select!` waits: it does without a `default`, or with one that has a timeout.
pub(super) fn select(select: &Select) -> bool {
    !select.arms.iter().any(|arm| matches!(arm.operation, Operation::Default { timeout: None, .. }))
}
