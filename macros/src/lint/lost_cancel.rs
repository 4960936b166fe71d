//! The handle that cancels a context is thrown away where it is made: nothing can cancel the context any more.
//!
//! A handle that is named, and then not used, is rustc's to warn of; `_cancel` says that it is meant. What is looked for is a
//! pattern, or the left side of an assignment, that has no name for the pair's second part; the first part taken out of the
//! pair where it is made; and a variable for the pair of which only the first part is ever mentioned.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprAssign, ExprField, Item, Local, Macro, Member, Pat, Stmt, Token};

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

/// Those of them that a type of another crate may well have, with another result.
const ORDINARY: [&str; 2] = ["with_timeout", "with_deadline"];

pub(super) struct LostCancel<'a, 'b>(pub(super) &'a mut Report<'b>);

/// What a pattern, or the left side of an assignment, makes of a value.
enum Target<'a> {
    Pattern(&'a Pat),
    Place(&'a Expr),
}

impl<'a> Target<'a> {
    /// Where the value is thrown away, if it is.
    fn wild(&self) -> Option<Span> {
        match self {
            Self::Pattern(Pat::Wild(wild)) => Some(wild.underscore_token.span),
            Self::Place(place) => match peeled(place) {
                Expr::Infer(wild) => Some(wild.underscore_token.span),
                Expr::Paren(inner) => Self::Place(&inner.expr).wild(),
                _ => None,
            },
            Self::Pattern(Pat::Paren(inner)) => Self::Pattern(&inner.pat).wild(),
            Self::Pattern(Pat::Type(typed)) => Self::Pattern(&typed.pat).wild(),
            Self::Pattern(_) => None,
        }
    }

    /// The parts of a tuple; `..` stays among them, as the place where it stands.
    fn parts(&self) -> Option<Vec<Result<Target<'a>, Span>>> {
        match self {
            Self::Pattern(Pat::Tuple(tuple)) => Some(tuple.elems.iter().map(of_pattern).collect()),
            Self::Pattern(Pat::Slice(array)) => Some(array.elems.iter().map(of_pattern).collect()),
            Self::Pattern(Pat::Paren(inner)) => Self::Pattern(&inner.pat).parts(),
            Self::Pattern(Pat::Type(typed)) => Self::Pattern(&typed.pat).parts(),
            Self::Place(place) => match peeled(place) {
                Expr::Tuple(tuple) => Some(tuple.elems.iter().map(of_place).collect()),
                Expr::Paren(inner) => Self::Place(&inner.expr).parts(),
                _ => None,
            },
            Self::Pattern(_) => None,
        }
    }

    /// The part at an index of a tuple of `length`; where `..` stands, if that covers it.
    fn part(&self, index: usize, length: usize) -> Option<Result<Target<'a>, Span>> {
        let mut parts = self.parts()?;
        let rest = parts.iter().position(Result::is_err);
        match rest {
            None if parts.len() == length => Some(parts.swap_remove(index)),
            None => None,
            Some(rest) if index < rest => Some(parts.swap_remove(index)),
            Some(rest) => {
                let after = parts.len() - rest - 1;
                let place = if index + after >= length { index + parts.len() - length } else { rest };
                (place < parts.len()).then(|| parts.swap_remove(place))
            }
        }
    }
}

fn of_pattern(pat: &Pat) -> Result<Target<'_>, Span> {
    match pat {
        Pat::Rest(rest) => Err(rest.dot2_token.spans[0]),
        other => Ok(Target::Pattern(other)),
    }
}

fn of_place(place: &Expr) -> Result<Target<'_>, Span> {
    match peeled(place) {
        Expr::Range(range) if range.start.is_none() && range.end.is_none() => Err(range.limits.span()),
        other => Ok(Target::Place(other)),
    }
}

/// The method that makes a context and its handle, if the expression calls one.
fn maker(expr: &Expr) -> Option<(&syn::Ident, &Expr)> {
    let is_maker = |name: &syn::Ident| MAKERS.iter().any(|maker| name == maker);
    match peeled(expr) {
        Expr::MethodCall(call) if is_maker(&call.method) => Some((&call.method, &call.receiver)),
        Expr::Paren(inner) => maker(&inner.expr),
        // `Context::with_cancel(&ctx)`.
        Expr::Call(call) => match peeled(&call.func) {
            Expr::Path(path) => {
                let mut last = path.path.segments.iter().rev();
                let name = &last.next()?.ident;
                let of_context = last.next().is_some_and(|before| before.ident == "Context");
                (is_maker(name) && of_context).then(|| call.args.first().map(|context| (name, context)))?
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether an expression is a context, by its name: `ctx`, `parent_context`, `Context::background()`.
fn looks_like_context(expr: &Expr) -> bool {
    let says = |name: &syn::Ident| {
        let name = name.to_string().to_lowercase();
        name.contains("ctx") || name.contains("context") || ["background", "parent", "root"].contains(&&*name)
    };
    match peeled(expr) {
        Expr::Path(path) => path.path.segments.iter().any(|segment| says(&segment.ident)),
        Expr::Field(field) => matches!(&field.member, Member::Named(name) if says(name)),
        Expr::MethodCall(call) => says(&call.method) || looks_like_context(&call.receiver),
        Expr::Call(call) => looks_like_context(&call.func),
        Expr::Reference(inner) => looks_like_context(&inner.expr),
        Expr::Paren(inner) => looks_like_context(&inner.expr),
        _ => false,
    }
}

impl LostCancel<'_, '_> {
    fn found(&mut self, method: &str, span: Span) {
        self.0.say(LOST_CANCEL, span, fill(catalog::LOST_CANCEL, &[method]));
    }

    /// A value goes where a pattern or an assignment puts it. Says whether something was found.
    fn goes(&mut self, value: &Expr, target: &Target<'_>) -> bool {
        if let Some((method, context)) = maker(value) {
            let whole = target.wild();
            // A part that is thrown away shows that there is a pair; the whole of it does not.
            let is_pair = || !ORDINARY.iter().any(|name| method == name) || looks_like_context(context);
            let lost = match whole {
                Some(span) => is_pair().then_some(span),
                None => match target.part(1, 2) {
                    Some(Ok(handle)) => handle.wild(),
                    Some(Err(rest)) => Some(rest),
                    None => None,
                },
            };
            if let Some(span) = lost {
                self.found(&method.to_string(), span);
            }
            return lost.is_some();
        }
        match peeled(value) {
            Expr::Paren(inner) => self.goes(&inner.expr, target),
            Expr::Tuple(tuple) => self.parts_go(&tuple.elems, target),
            Expr::Array(array) => self.parts_go(&array.elems, target),
            // `Some((ctx, _)) = Some(…)`.
            Expr::Call(call) => match (target, call.args.first()) {
                (Target::Pattern(Pat::TupleStruct(pat)), Some(value)) => {
                    pat.elems.first().is_some_and(|pat| self.goes(value, &Target::Pattern(pat)))
                }
                _ => false,
            },
            Expr::Block(inner) => self.goes_from(&inner.block, target),
            Expr::Unsafe(inner) => self.goes_from(&inner.block, target),
            // Once for all branches: they go to one place.
            Expr::If(inner) => {
                self.goes_from(&inner.then_branch, target)
                    || inner.else_branch.as_ref().is_some_and(|(_, otherwise)| self.goes(otherwise, target))
            }
            Expr::Match(inner) => inner.arms.iter().any(|arm| self.goes(&arm.body, target)),
            _ => false,
        }
    }

    fn parts_go(&mut self, values: &Punctuated<Expr, Token![,]>, target: &Target<'_>) -> bool {
        let mut found = false;
        for (index, value) in values.iter().enumerate() {
            if let Some(Ok(part)) = target.part(index, values.len()) {
                found |= self.goes(value, &part);
            }
        }
        found
    }

    fn goes_from(&mut self, block: &Block, target: &Target<'_>) -> bool {
        match block.stmts.last() {
            Some(Stmt::Expr(last, None)) => self.goes(last, target),
            _ => false,
        }
    }

    /// `let pair = ctx.with_cancel();`, and after it nothing but `pair.0`.
    fn kept_whole(&mut self, local: &Local, after: &[Stmt]) {
        let pat = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pat => pat,
        };
        if let Pat::Ident(name) = pat
            && name.by_ref.is_none()
            && let Some((method, _)) = local.init.as_ref().and_then(|init| maker(&init.expr))
        {
            let mut first = First { pair: &name.ident, taken: false, other: false };
            first.look(quote!(#(#after)*));
            if first.taken && !first.other {
                self.found(&method.to_string(), method.span());
            }
        }
    }

    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        for (index, statement) in statements.iter().enumerate() {
            self.visit_stmt(statement);
            if let Stmt::Local(local) = statement {
                self.kept_whole(local, &statements[index + 1..]);
            }
        }
    }
}

/// How a pair is mentioned.
struct First<'a> {
    pair: &'a syn::Ident,
    /// As `pair.0`.
    taken: bool,
    /// In any other way.
    other: bool,
}

impl First<'_> {
    fn look(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Ident(word) if word == self.pair => {
                    let is_first = matches!((trees.get(index + 1), trees.get(index + 2)),
                        (Some(TokenTree::Punct(dot)), Some(TokenTree::Literal(number)))
                            if dot.as_char() == '.' && (number.to_string() == "0" || number.to_string().starts_with("0.")));
                    self.taken |= is_first;
                    self.other |= !is_first;
                }
                // A format string may name it.
                TokenTree::Literal(text) => self.other |= text.to_string().contains(&format!("{{{}", self.pair)),
                TokenTree::Group(group) => self.look(group.stream()),
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for LostCancel<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        self.statements(&block.stmts);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        visit::visit_local(self, local);
        if let Some(init) = &local.init {
            self.goes(&init.expr, &Target::Pattern(&local.pat));
        }
    }

    fn visit_expr_let(&mut self, expr: &'ast syn::ExprLet) {
        visit::visit_expr_let(self, expr);
        self.goes(&expr.expr, &Target::Pattern(&expr.pat));
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        visit::visit_expr_match(self, expr);
        for arm in &expr.arms {
            self.goes(&expr.expr, &Target::Pattern(&arm.pat));
        }
    }

    fn visit_expr_assign(&mut self, assign: &'ast ExprAssign) {
        visit::visit_expr_assign(self, assign);
        self.goes(&assign.right, &Target::Place(&assign.left));
    }

    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        visit::visit_expr_field(self, field);
        if let Some((method, _)) = maker(&field.base)
            && matches!(&field.member, Member::Unnamed(index) if index.index == 0)
        {
            self.found(&method.to_string(), method.span());
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        visit::visit_expr_call(self, call);
        // The closure of a scope aside, a closure that is called where it stands.
        if let Expr::Paren(inner) = peeled(&call.func)
            && let Expr::Closure(closure) = peeled(&inner.expr)
        {
            for (pat, value) in closure.inputs.iter().zip(&call.args) {
                self.goes(value, &Target::Pattern(pat));
            }
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        match content::read(call) {
            content::Content::Statements(statements) => self.statements(&statements),
            content::Content::Matches(value, pat) => {
                self.visit_expr(&value);
                self.goes(&value, &Target::Pattern(&pat));
            }
            other => content::walk(&other, self),
        }
    }

    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        let quiet = self.0.quiet;
        self.0.quiet |= attributes(statement).iter().any(allows_deprecated);
        visit::visit_stmt(self, statement);
        self.0.quiet = quiet;
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
