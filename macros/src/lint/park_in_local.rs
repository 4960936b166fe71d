//! A goroutine that waits inside the closure of a thread-local, or in its initialiser: the one corner in which the frames of
//! a thread must end in last-in-first-out order, and goroutines do not.
//!
//! `KEY.with(|value| …)` may be a thread-local's or that of `goroutine_local!`, in which a goroutine may well wait. The type
//! tells, so it is left to the compiler to decide: the finding names the key, see `diagnostics::warning`. It is named at the
//! head of the body; so where the body has items of its own that the key may be one of, the lint is silent.
//! `KEY.set(&value, || …)` is scoped-tls's alone.

use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall, Ident, Item, Local, Macro, Stmt};

use super::content::{self, Content};
use super::parking;
use super::shapes::{called_path, variable};
use super::syntactic::{Report, heed_allow};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{Condition, PARK_IN_LOCAL};
use crate::guard::names;
use crate::syntax::tokens::peeled;

/// Methods that lend a thread-local's value to a closure.
pub(super) const LENDERS: [&str; 5] = ["with", "try_with", "with_borrow", "with_borrow_mut", "set"];

pub(super) struct ParkInLocal<'a, 'b> {
    report: &'a mut Report<'b>,
    /// Whether names may mean something else here than at the head of the body.
    renamed: bool,
    unbounded: Vec<String>,
}

impl<'a, 'b> ParkInLocal<'a, 'b> {
    pub(super) fn new(report: &'a mut Report<'b>) -> Self {
        Self { report, renamed: false, unbounded: Vec::new() }
    }

    /// Walks a body. What is said of a function stands among its statements, and sees its items; of a `go!`, before them.
    pub(super) fn body(&mut self, statements: &[Stmt], of_function: bool) {
        self.renamed = !of_function && has_items(statements);
        statements.iter().for_each(|statement| self.visit_stmt(statement));
    }

    fn closure(&mut self, call: &ExprMethodCall) {
        if !LENDERS.iter().any(|lender| call.method == lender) {
            return;
        }
        let Some(Expr::Closure(closure)) = call.args.last().map(peeled) else { return };
        let Expr::Path(key) = peeled(&call.receiver) else { return };
        let Some(last) = key.path.segments.last() else { return };
        // A static has a name in capitals.
        let is_static = last.ident.to_string().chars().all(|letter| !letter.is_lowercase());
        let scoped = call.method == "set";
        if !is_static || scoped != (call.args.len() == 2) {
            return;
        }
        let parameters = closure.inputs.iter().flat_map(names).collect();
        let mut waits = Waits { found: None, parameters, unbounded: &self.unbounded };
        waits.visit_expr(&closure.body);
        let Some(at) = waits.found else { return };
        let text = fill(catalog::PARK_IN_LOCAL, &[&at.to_string(), &last.ident.to_string()]);
        if scoped {
            self.report.say(PARK_IN_LOCAL, at.span(), text);
        } else if !self.renamed && key.qself.is_none() {
            self.report.say_if(Condition::ThreadLocal(key.clone()), PARK_IN_LOCAL, at.span(), text);
        }
    }

    /// `thread_local! { static KEY: T = …; }` in a body.
    fn initialisers(&mut self, call: &Macro) {
        let mut statics = call.tokens.clone().into_iter().peekable();
        // `const { … }` and a missing semicolon are no Rust of their own: what stands behind each `=` is read by itself.
        while statics.any(|tree| matches!(&tree, proc_macro2::TokenTree::Punct(mark) if mark.as_char() == '=')) {
            let mut value = proc_macro2::TokenStream::new();
            while let Some(tree) =
                statics.next_if(|tree| !matches!(tree, proc_macro2::TokenTree::Punct(mark) if mark.as_char() == ';'))
            {
                value.extend([tree]);
            }
            let Ok(value) = syn::parse2::<Expr>(value) else { continue };
            let mut waits = Waits { found: None, parameters: Vec::new(), unbounded: &self.unbounded };
            waits.visit_expr(&value);
            if let Some(at) = waits.found {
                let text = fill(catalog::PARK_IN_INITIALISER, &[&at.to_string()]);
                self.report.say(PARK_IN_LOCAL, at.span(), text);
            }
        }
    }
}

/// Whether statements declare something by which a path may mean something else.
fn has_items(statements: &[Stmt]) -> bool {
    statements.iter().any(|statement| match statement {
        Stmt::Item(item) => !matches!(item, Item::Fn(_) | Item::Impl(_)),
        Stmt::Macro(call) => {
            call.mac.path.segments.last().is_some_and(|last| last.ident.to_string().ends_with("_local"))
        }
        _ => false,
    })
}

/// The first thing in a closure that waits.
struct Waits<'a> {
    found: Option<Ident>,
    /// What the closure is lent: a sender in a thread-local is most often one of std, which never waits.
    parameters: Vec<String>,
    unbounded: &'a [String],
}

impl<'ast> Visit<'ast> for Waits<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        let sender = root(&call.receiver).map(ToString::to_string);
        let at_once = call.method == "send"
            && sender.is_some_and(|name| self.parameters.contains(&name) || self.unbounded.contains(&name));
        if self.found.is_none() && !at_once {
            self.found = parking::method(call).cloned();
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        visit::visit_expr_call(self, call);
        if self.found.is_none() {
            self.found = parking::function(call).cloned();
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let content = content::read(call);
        if let Content::Select(select) = &content
            && parking::select(select)
            && self.found.is_none()
        {
            self.found = call.path.segments.last().map(|last| last.ident.clone());
        }
        content::walk(&content, self);
    }

    super::syntactic::stay_here!();
    fn visit_item(&mut self, _: &'ast Item) {}
}

/// The variable that a chain of fields, methods and calls begins with.
fn root(expr: &Expr) -> Option<&Ident> {
    match peeled(expr) {
        Expr::MethodCall(call) => root(&call.receiver),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Try(inner) => root(&inner.expr),
        Expr::Paren(inner) => root(&inner.expr),
        Expr::Reference(inner) => root(&inner.expr),
        Expr::Unary(inner) => root(&inner.expr),
        other => variable(other),
    }
}

impl<'ast> Visit<'ast> for ParkInLocal<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        let renamed = self.renamed;
        self.renamed |= has_items(&block.stmts);
        visit::visit_block(self, block);
        self.renamed = renamed;
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.closure(call);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        visit::visit_local(self, local);
        let unbounded = local.init.as_ref().is_some_and(|init| {
            matches!(peeled(&init.expr), Expr::Call(call)
                if called_path(call).and_then(|path| path.segments.last()).is_some_and(|last| last.ident == "unbounded"))
        });
        if unbounded {
            self.unbounded.extend(names(&local.pat));
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if call.path.segments.last().is_some_and(|last| last.ident == "thread_local") {
            self.initialisers(call);
        } else {
            content::walk(&content::read(call), self);
        }
    }

    heed_allow!();
}
