//! What the compiler is asked, because a macro sees no types.
//!
//! A *mark* is put before each statement that a lint may have a question about, and the lint remembers which mark was last. Where it has
//! something to say only if a place is of a certain type, the mark becomes a *probe*: a statement that never runs, and calls a
//! method of the lint's name. Of the methods of that name the compiler takes the one that fits the type: a deprecated one, or
//! one of no meaning, which everything has, one borrow less near. The other marks go.
//!
//! The places are those of which a method is called in the statement, so their types are known there, and nothing is inferred from
//! the probe. Where there is nothing to ask, there are no marks either, and the body stays as it is.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Stmt, parse_quote};

use crate::diagnostics::warning::{Finding, Level};
use crate::guard;
use crate::select::Select;
use crate::syntax::keywords::{MARK, SELECT};
use crate::syntax::paths;
use crate::syntax::tokens::peeled;

/// A finding that is one only if the compiler says so.
#[derive(Debug)]
pub(super) struct Suspicion {
    pub(super) mark: usize,
    pub(super) ask: Ask,
    pub(super) finding: Finding,
}

/// What is asked of which place.
#[derive(Debug)]
pub(super) enum Ask {
    /// Whether it is a lock of std, or leads to one.
    Lock(TokenStream),
    /// Whether it is a lock of std, or leads to one, that has in it what waits.
    LockOfWhatWaits(TokenStream),
    /// Whether the first is a lock of std, or leads to one, and the second something that waits.
    LockAndWait(TokenStream, TokenStream),
    /// Whether it is, or holds, a guard of a lock of std.
    Guard(TokenStream),
    /// Whether it is a receiver that senders send to: neither a timer's nor the end of a context.
    Receiver(TokenStream),
    /// Whether it is a receiver, perhaps of something that the compiler does not know yet.
    AnyReceiver(TokenStream),
}

/// Whether a place can be named once more, in code that never runs.
pub(super) fn can_be_asked(place: &Expr) -> bool {
    match peeled(place) {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => can_be_asked(&field.base),
        Expr::Paren(inner) => can_be_asked(&inner.expr),
        Expr::Reference(inner) => inner.mutability.is_none() && can_be_asked(&inner.expr),
        Expr::Unary(inner) => can_be_asked(&inner.expr),
        Expr::Binary(inner) => can_be_asked(&inner.left) && can_be_asked(&inner.right),
        Expr::Cast(inner) => can_be_asked(&inner.expr),
        Expr::Index(inner) => can_be_asked(&inner.expr) && can_be_asked(&inner.index),
        // `state().lock()`; a method that takes its receiver away cannot be called twice.
        Expr::Call(call) => call.args.is_empty() && matches!(peeled(&call.func), Expr::Path(_)),
        Expr::MethodCall(call) => {
            let name = call.method.to_string();
            let takes = ["into", "take", "unwrap", "expect", "ok", "finish", "build"];
            let of_place = !matches!(peeled(&call.receiver), Expr::Call(_) | Expr::MethodCall(_));
            call.args.is_empty()
                && can_be_asked(&call.receiver)
                && !(of_place && takes.iter().any(|word| name.starts_with(word)))
        }
        _ => false,
    }
}

/// Puts the marks.
pub(super) fn mark(statements: &mut Vec<Stmt>) {
    Marker { next: 0 }.statements(statements);
}

/// The mark that a statement is.
pub(super) fn mark_of(statement: &Stmt) -> Option<usize> {
    match statement {
        Stmt::Macro(call) if call.mac.path.is_ident(MARK) => call.mac.tokens.to_string().parse().ok(),
        _ => None,
    }
}

struct Marker {
    next: usize,
}

impl Marker {
    fn mark(&mut self) -> Stmt {
        let word = Ident::new(MARK, Span::mixed_site());
        let number = Literal::usize_unsuffixed(self.next);
        self.next += 1;
        parse_quote!(#word!(#number);)
    }

    fn statements(&mut self, statements: &mut Vec<Stmt>) {
        for mut statement in std::mem::take(statements) {
            let is_item = matches!(statement, Stmt::Item(_));
            if !is_item && is_asked_about(statement.to_token_stream()) {
                let mark = self.mark();
                statements.push(mark);
            }
            let is_typed = matches!(&statement, Stmt::Local(local) if guard::is_typed_guard(&local.pat));
            self.visit_stmt_mut(&mut statement);
            statements.push(statement);
            if is_typed {
                let mark = self.mark();
                statements.push(mark);
            }
        }
    }
}

impl VisitMut for Marker {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.statements(&mut block.stmts);
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let is_select = call.path.segments.last().is_some_and(|last| SELECT.iter().any(|name| last.ident == name));
        if is_select && let Ok(mut input) = call.parse_body_with(Select::parse_strictly) {
            input.bodies_mut().for_each(|body| self.visit_expr_mut(body));
            call.tokens = input.into_token_stream();
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
}

/// Whether a statement has a word in it that may lead to a question.
fn is_asked_about(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => {
            guard::MAKERS.iter().any(|maker| word == maker) || SELECT.iter().any(|name| word == name)
        }
        TokenTree::Group(group) => is_asked_about(group.stream()),
        _ => false,
    })
}

/// Makes probes of the marks that are needed, and takes the others away.
pub(super) fn settle(statements: &mut Vec<Stmt>, suspicions: &[Suspicion]) {
    Settler(suspicions).statements(statements);
}

struct Settler<'a>(&'a [Suspicion]);

impl Settler<'_> {
    fn probes(&self, mark: usize) -> TokenStream {
        self.0.iter().filter(|suspicion| suspicion.mark == mark).map(probe).collect()
    }

    fn statements(&mut self, statements: &mut Vec<Stmt>) {
        for mut statement in std::mem::take(statements) {
            match mark_of(&statement) {
                None => {
                    visit_mut::visit_stmt_mut(self, &mut statement);
                    statements.push(statement);
                }
                Some(mark) => {
                    let probes = self.probes(mark);
                    if !probes.is_empty() {
                        statements.push(Stmt::Expr(Expr::Verbatim(probes), None));
                    }
                }
            }
        }
    }

    /// The marks in what is written in a macro.
    fn tokens(&self, tokens: TokenStream) -> TokenStream {
        let mut out = Vec::new();
        let mut trees = tokens.into_iter();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Ident(word) if word == MARK => {
                    // `!(3);`
                    let mark = trees.nth(1).map(|number| match number {
                        TokenTree::Group(group) => group.stream().to_string().parse().unwrap_or(usize::MAX),
                        _ => usize::MAX,
                    });
                    trees.next();
                    out.extend(self.probes(mark.unwrap_or(usize::MAX)));
                }
                TokenTree::Group(group) => {
                    let mut changed = proc_macro2::Group::new(group.delimiter(), self.tokens(group.stream()));
                    changed.set_span(group.span());
                    out.push(TokenTree::Group(changed));
                }
                other => out.push(other),
            }
        }
        out.into_iter().collect()
    }
}

impl VisitMut for Settler<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.statements(&mut block.stmts);
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if call.path.segments.last().is_some_and(|last| SELECT.iter().any(|name| last.ident == name)) {
            call.tokens = self.tokens(std::mem::take(&mut call.tokens));
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The statement that asks.
fn probe(suspicion: &Suspicion) -> TokenStream {
    let Suspicion { ask, finding: Finding { lint, level, span, text, .. }, .. } = suspicion;
    let deny = match level {
        Level::Allow => return TokenStream::new(),
        Level::Warn => None,
        Level::Deny => Some(quote!(#[deny(deprecated)])),
    };
    let runtime = paths::runtime();
    let declared = Ident::new(lint, Span::mixed_site());
    let asked = Ident::new(lint, *span);
    let of_one = |place: &TokenStream| quote!(#runtime::Asked(&#place));
    let (asked_of, traits) = match ask {
        Ask::LockAndWait(lock, waits) => (
            quote!(#runtime::AskedOfBoth(&#lock, &#waits)),
            quote! {
                trait StdLock { #[deprecated(note = #text)] fn #declared(&self) {} }
                impl<T: #runtime::StdLock + ?Sized, W: #runtime::Waits + ?Sized> StdLock
                    for &#runtime::AskedOfBoth<'_, T, W> {}
                trait LeadsToStdLock { #[deprecated(note = #text)] fn #declared(&self) {} }
                impl<T: #runtime::LeadsToStdLock + ?Sized, W: #runtime::Waits + ?Sized> LeadsToStdLock
                    for &&#runtime::AskedOfBoth<'_, T, W> {}
                impl<T: ?Sized, W: ?Sized> Other for #runtime::AskedOfBoth<'_, T, W> {}
            },
        ),
        Ask::LockOfWhatWaits(place) => (
            of_one(place),
            quote! {
                trait StdLock { #[deprecated(note = #text)] fn #declared(&self) {} }
                impl<T: #runtime::StdLock<Inside: #runtime::Waits> + ?Sized> StdLock for &#runtime::Asked<'_, T> {}
                trait LeadsToStdLock { #[deprecated(note = #text)] fn #declared(&self) {} }
                impl<T: #runtime::LeadsToStdLock<Inside: #runtime::Waits> + ?Sized> LeadsToStdLock
                    for &&#runtime::Asked<'_, T> {}
            },
        ),
        Ask::Lock(place) => (
            of_one(place),
            quote! {
                trait StdLock { #[deprecated(note = #text)] fn #declared(&self) {} }
                impl<T: #runtime::StdLock + ?Sized> StdLock for &#runtime::Asked<'_, T> {}
                trait LeadsToStdLock { #[deprecated(note = #text)] fn #declared(&self) {} }
                impl<T: #runtime::LeadsToStdLock + ?Sized> LeadsToStdLock for &&#runtime::Asked<'_, T> {}
            },
        ),
        Ask::Guard(place) => (
            of_one(place),
            quote! {
                trait StdGuard { #[deprecated(note = #text)] fn #declared(&self) {} }
                impl<T: #runtime::StdGuard + ?Sized> StdGuard for &#runtime::Asked<'_, T> {}
            },
        ),
        Ask::Receiver(place) => (
            of_one(place),
            quote! {
                trait NoSenders { fn #declared(&self) {} }
                impl NoSenders for &#runtime::Asked<'_, #runtime::TimerReceiver> {}
                impl NoSenders for &#runtime::Asked<'_, &#runtime::TimerReceiver> {}
                impl NoSenders for &#runtime::Asked<'_, &#runtime::EndReceiver> {}
                trait Receiver { #[deprecated(note = #text)] fn #declared(&self) {} }
                impl<T: #runtime::IsReceiver + ?Sized> Receiver for &&#runtime::Asked<'_, T> {}
            },
        ),
        Ask::AnyReceiver(place) => (
            of_one(place),
            quote! {
                trait Receiver { #[deprecated(note = #text)] fn #declared(&self) {} }
                impl<T: #runtime::IsReceiver + ?Sized> Receiver for &#runtime::Asked<'_, T> {}
            },
        ),
    };
    quote! {
        if false {
            #traits
            trait Other { fn #declared(&self) {} }
            impl<T: ?Sized> Other for #runtime::Asked<'_, T> {}
            #deny {
                (&&#asked_of).#asked();
            }
        }
    }
}
