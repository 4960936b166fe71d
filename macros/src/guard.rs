//! What looks like a guard.
//!
//! A macro sees no types, so a guard is known by the calls that make one: `lock()`, `read()`, `write()`, `borrow()`,
//! `borrow_mut()`, their `try_` forms, and what parking_lot adds. Without arguments, because `read(&mut buf)` is I/O.
//!
//! The checkpoints and the lint `held_guard` ask here, and differ only in what they make of the answer: a checkpoint too few is
//! no harm, so they take whatever looks like a guard for one; of a lint that is wrong there is harm, so it has the compiler look
//! at the type before it says anything.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{
    BinOp, Block, Expr, ExprAssign, ExprAsync, ExprClosure, ExprForLoop, ExprIf, ExprLoop, ExprMatch, ExprMethodCall,
    ExprWhile, Item, Pat, Stmt, Type, UnOp,
};

use crate::syntax::tokens::peeled;

/// Calls without arguments that make a guard.
pub(crate) const MAKERS: [&str; 17] = [
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

/// Those of them whose result is whatever a closure makes of it.
const TRANSFORMERS: [&str; 1] = ["and_then"];

/// Methods of a condition that give back the guard that is their first argument.
const WAITS: [&str; 2] = ["wait", "wait_while"];

/// Functions that put their argument into something that holds it.
const CONTAINERS: [&str; 4] = ["Some", "Ok", "Err", "new"];

/// Where the guard comes from that an expression gives.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    /// `lock.name()`, or `Mutex::name(&lock)`.
    Lock { name: &'a Ident, lock: &'a Expr },
    /// A variable that holds it.
    Variable,
}

/// How closely to look.
#[derive(Clone, Copy)]
pub(crate) struct Sight<'a> {
    /// The variables that hold a guard.
    pub(crate) alive: &'a [String],
    /// Whether whatever is made of a guard may be one: what a function returns that it was given to, what a closure makes of it.
    pub(crate) wide: bool,
}

fn is_word(name: &Ident, words: &[&str]) -> bool {
    let name = name.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    words.contains(&name)
}

/// The lock of which a call makes a guard.
fn made(call: &ExprMethodCall) -> Option<Source<'_>> {
    let makes = call.args.is_empty() && is_word(&call.method, &MAKERS)
        || call.args.len() == 1 && is_word(&call.method, &TIMED_MAKERS);
    makes.then_some(Source::Lock { name: &call.method, lock: &call.receiver })
}

/// `Mutex::lock(&m)`: a maker, called as an associated function.
fn made_by_path(call: &syn::ExprCall) -> Option<Source<'_>> {
    let Expr::Path(path) = peeled(&call.func) else { return None };
    let mut last = path.path.segments.iter().rev();
    let name = &last.next()?.ident;
    // `fs::read(path)` is no guard: a type's name begins with a capital.
    let of_a_type = last.next()?.ident.to_string().starts_with(char::is_uppercase);
    let lock = match peeled(call.args.first()?) {
        Expr::Reference(inner) => &inner.expr,
        other => other,
    };
    (call.args.len() == 1 && of_a_type && is_word(name, &MAKERS)).then_some(Source::Lock { name, lock })
}

/// The variable that an expression is, if it is nothing else.
pub(crate) fn variable(expr: &Expr) -> Option<String> {
    match peeled(expr) {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Paren(paren) => variable(&paren.expr),
        _ => None,
    }
}

/// Whether the value of an expression is, or contains, a guard. `alive` are variables that do.
pub(crate) fn is_guard(expr: &Expr, alive: &[String]) -> bool {
    source(expr, Sight { alive, wide: true }).is_some()
}

/// Where the guard comes from that the value of an expression is, or contains.
pub(crate) fn source<'a>(expr: &'a Expr, sight: Sight<'_>) -> Option<Source<'a>> {
    let inside = |expr: &'a Expr| source(expr, sight);
    let tail = |block: &'a Block| match block.stmts.last() {
        Some(Stmt::Expr(expr, None)) => source(expr, sight),
        _ => None,
    };
    match peeled(expr) {
        Expr::MethodCall(call) => {
            let hands = is_word(&call.method, &HANDERS) && (sight.wide || !is_word(&call.method, &TRANSFORMERS));
            let handed = || hands.then(|| inside(&call.receiver)).flatten();
            let given = || {
                let through = sight.wide && !by_reference(&call.args);
                let waits = is_word(&call.method, &WAITS);
                (through || waits).then(|| call.args.iter().find_map(inside)).flatten()
            };
            made(call).or_else(handed).or_else(given)
        }
        Expr::Call(call) => {
            let through = (sight.wide && dropped(expr).is_none()) || contains(call);
            let arguments = || call.args.iter().filter(|arg| !matches!(arg, Expr::Reference(_)));
            made_by_path(call).or_else(|| through.then(|| arguments().find_map(inside)).flatten())
        }
        Expr::Try(inner) => inside(&inner.expr),
        Expr::Await(inner) => inside(&inner.base),
        Expr::Paren(inner) => inside(&inner.expr),
        Expr::Reference(inner) => place_holds(&inner.expr, sight),
        Expr::Tuple(inner) => inner.elems.iter().find_map(inside),
        Expr::Array(inner) => inner.elems.iter().find_map(inside),
        Expr::Struct(inner) => inner.fields.iter().find_map(|field| inside(&field.expr)),
        Expr::Block(inner) => tail(&inner.block),
        Expr::Unsafe(inner) => tail(&inner.block),
        Expr::If(inner) => {
            let matched = lets(&inner.cond).into_iter().find_map(|(pat, value)| Some((pat, inside(value)?)));
            let then = match (&matched, inner.then_branch.stmts.last()) {
                (Some((pat, made)), Some(Stmt::Expr(last, None))) => {
                    let alive: Vec<String> = sight.alive.iter().cloned().chain(names(pat)).collect();
                    match source(last, Sight { alive: &alive, ..sight }) {
                        Some(Source::Variable) => Some(*made),
                        other => other,
                    }
                }
                _ => tail(&inner.then_branch),
            };
            let otherwise = || inner.else_branch.as_ref().and_then(|(_, otherwise)| inside(otherwise));
            then.or_else(otherwise)
        }
        Expr::Match(inner) => {
            let matched = inside(&inner.expr);
            let of_arm = |arm: &'a syn::Arm| {
                let bound = if matched.is_some() { names(&arm.pat) } else { Vec::new() };
                if sight.wide && !bound.is_empty() {
                    return matched;
                }
                let alive: Vec<String> = sight.alive.iter().chain(&bound).cloned().collect();
                match source(&arm.body, Sight { alive: &alive, ..sight })? {
                    // `Ok(g) => g`.
                    Source::Variable => matched.or(Some(Source::Variable)),
                    made => Some(made),
                }
            };
            inner.arms.iter().find_map(of_arm)
        }
        Expr::Path(_) => variable(expr).filter(|name| sight.alive.contains(name)).map(|_| Source::Variable),
        _ => None,
    }
}

/// `Some(guard)`, `Box::new(guard)`: what it gives holds what it is given.
fn contains(call: &syn::ExprCall) -> bool {
    let Expr::Path(path) = peeled(&call.func) else { return false };
    let mut last = path.path.segments.iter().rev();
    let Some(name) = last.next() else { return false };
    is_word(&name.ident, &CONTAINERS)
        && (name.ident != "new" || last.next().is_some_and(|of| is_word(&of.ident, &["Box", "Rc", "Arc"])))
}

/// Whether the `Result` that std's locks give was taken apart: `m.lock().unwrap()`, `m.lock()?`.
pub(crate) fn is_unwrapped(expr: &Expr) -> bool {
    match peeled(expr) {
        Expr::MethodCall(call) => {
            is_word(&call.method, &["unwrap", "expect", "unwrap_or_else", "unwrap_unchecked"])
                || is_word(&call.method, &HANDERS) && is_unwrapped(&call.receiver)
        }
        Expr::Try(_) => true,
        Expr::Paren(inner) => is_unwrapped(&inner.expr),
        _ => false,
    }
}

fn by_reference(arguments: &syn::punctuated::Punctuated<Expr, syn::Token![,]>) -> bool {
    arguments.iter().all(|arg| matches!(arg, Expr::Reference(_)))
}

/// Whether borrowing this place keeps a temporary guard alive: `&mut *m.lock().unwrap()`.
fn place_holds<'a>(expr: &'a Expr, sight: Sight<'_>) -> Option<Source<'a>> {
    match peeled(expr) {
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => place_holds(&unary.expr, sight),
        Expr::Field(field) => place_holds(&field.base, sight),
        Expr::Index(index) => place_holds(&index.expr, sight),
        Expr::Paren(paren) => place_holds(&paren.expr, sight),
        // A borrow of a variable keeps nothing alive that its block does not.
        Expr::Path(_) => None,
        other => source(other, sight),
    }
}

/// Whether evaluating an expression makes a guard that lives until the end of its statement.
pub(crate) fn mentions_guard(expr: &Expr) -> bool {
    let mut search = Temporaries { only_used: false, found: None };
    search.visit_expr(expr);
    search.found.is_some()
}

/// The guard that is made and used in an expression, and lives until the end of its statement: `m.lock().unwrap().pop()`,
/// `*m.lock().unwrap()`.
pub(crate) fn used_temporary(expr: &Expr) -> Option<(Source<'_>, &Expr)> {
    let mut search = Temporaries { only_used: true, found: None };
    search.visit_expr(expr);
    search.found
}

/// Guards that are made in an expression.
struct Temporaries<'a> {
    /// Whether one that is the expression's value, and may be moved away, does not count.
    only_used: bool,
    /// The guard, and the expression that gives it.
    found: Option<(Source<'a>, &'a Expr)>,
}

impl<'a> Temporaries<'a> {
    fn used(&mut self, expr: &'a Expr) {
        let found = source(expr, Sight { alive: &[], wide: false }).map(|source| (source, expr));
        self.found = self.found.or(found);
    }
}

impl<'ast> Visit<'ast> for Temporaries<'ast> {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if !self.only_used {
            self.found = self.found.or_else(|| made(call).map(|source| (source, &*call.receiver)));
        } else if !is_word(&call.method, &HANDERS) {
            self.used(&call.receiver);
        }
        visit::visit_expr_method_call(self, call);
    }
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if !self.only_used {
            self.found = self.found.or_else(|| made_by_path(call).map(|source| (source, &*call.func)));
        }
        visit::visit_expr_call(self, call);
    }
    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        self.used(&field.base);
        visit::visit_expr_field(self, field);
    }
    fn visit_expr_index(&mut self, index: &'ast syn::ExprIndex) {
        self.used(&index.expr);
        visit::visit_expr_index(self, index);
    }
    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        if matches!(unary.op, UnOp::Deref(_)) {
            self.used(&unary.expr);
        }
        visit::visit_expr_unary(self, unary);
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

/// The `let`s of a condition, with what each matches.
pub(crate) fn lets(cond: &Expr) -> Vec<(&Pat, &Expr)> {
    match peeled(cond) {
        Expr::Let(inner) => vec![(&*inner.pat, &*inner.expr)],
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            let mut all = lets(&binary.left);
            all.extend(lets(&binary.right));
            all
        }
        Expr::Paren(inner) => lets(&inner.expr),
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
pub(crate) fn dropped(expr: &Expr) -> Option<String> {
    let Expr::Call(call) = peeled(expr) else { return None };
    let Expr::Path(function) = peeled(&call.func) else { return None };
    let is_drop = function.path.segments.last()?.ident == "drop";
    match (is_drop, call.args.len()) {
        (true, 1) => variable(&call.args[0]),
        _ => None,
    }
}

/// `g = m.lock()…`: the variable that is assigned a guard.
pub(crate) fn assigned(expr: &Expr, alive: &[String]) -> Option<String> {
    let Expr::Assign(assign) = expr else {
        return None;
    };
    is_guard(&assign.right, alive).then(|| variable(&assign.left)).flatten()
}

/// Every variable that is assigned a guard somewhere in a block.
pub(crate) fn assigned_within(block: &Block) -> Vec<String> {
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
pub(crate) fn is_typed_guard(pat: &Pat) -> bool {
    matches!(pat, Pat::Type(typed) if holds_guard(&typed.ty))
}
