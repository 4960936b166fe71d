//! The handle that cancels a context is thrown away where it is made: nothing can cancel the context any more.
//!
//! A handle that is named, and then not used, is rustc's to warn of; `_cancel` says that it is meant.

use syn::visit::{self, Visit};
use syn::{Expr, ExprAssign, ExprField, Item, Local, Macro, Member, Pat};

use super::content;
use super::shapes::{allows_deprecated, attributes};
use super::syntactic::Report;
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::LOST_CANCEL;
use crate::syntax::tokens::peeled;

/// Methods of a context that give a new one and the handle that cancels it.
pub(super) const MAKERS: [&str; 6] =
    ["with_cancel", "with_cancel_cause", "with_timeout", "with_timeout_cause", "with_deadline", "with_deadline_cause"];

pub(super) struct LostCancel<'a, 'b>(pub(super) &'a mut Report<'b>);

impl LostCancel<'_, '_> {
    fn found(&mut self, method: &str, span: proc_macro2::Span) {
        self.0.say(LOST_CANCEL, span, fill(catalog::LOST_CANCEL, &[method]));
    }
}

/// The method that makes a context and its handle, if the expression calls one.
fn maker(expr: &Expr) -> Option<&syn::Ident> {
    match peeled(expr) {
        Expr::MethodCall(call) if MAKERS.iter().any(|maker| call.method == maker) => Some(&call.method),
        Expr::Paren(inner) => maker(&inner.expr),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for LostCancel<'_, '_> {
    fn visit_local(&mut self, local: &'ast Local) {
        visit::visit_local(self, local);
        let Some(method) = local.init.as_ref().and_then(|init| maker(&init.expr)) else { return };
        let pat = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pat => pat,
        };
        if let Pat::Tuple(pair) = pat
            && pair.elems.len() == 2
            && let Pat::Wild(wild) = &pair.elems[1]
        {
            self.found(&method.to_string(), wild.underscore_token.span);
        }
    }

    fn visit_expr_assign(&mut self, assign: &'ast ExprAssign) {
        visit::visit_expr_assign(self, assign);
        if let Some(method) = maker(&assign.right)
            && let Expr::Tuple(pair) = peeled(&assign.left)
            && pair.elems.len() == 2
            && let Expr::Infer(wild) = &pair.elems[1]
        {
            self.found(&method.to_string(), wild.underscore_token.span);
        }
    }

    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        visit::visit_expr_field(self, field);
        if let Some(method) = maker(&field.base)
            && matches!(&field.member, Member::Unnamed(index) if index.index == 0)
        {
            self.found(&method.to_string(), method.span());
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        content::walk(&content::read(call), self);
    }

    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        let quiet = self.0.quiet;
        self.0.quiet |= attributes(statement).iter().any(allows_deprecated);
        visit::visit_stmt(self, statement);
        self.0.quiet = quiet;
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
