//! An arm as it is expanded.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, Pat};

use super::arm::{Arm, Dialect, Operation};
use super::{temporaries, values};
use crate::syntax::paths::site;
use crate::syntax::tokens::{end, first_span, peeled};

/// An arm with an operation, and how it is expanded.
pub(super) struct Case<'a> {
    pub(super) index: usize,
    pub(super) arm: &'a Arm,
    /// It is chosen in a block of its own, with what its channel's temporaries are.
    pub(super) inside: bool,
    /// What a value is matched with, if the arm takes only values.
    pub(super) value: Option<Pat>,
}

impl<'a> Case<'a> {
    /// The arms with an operation. `apart` if some channel expression has temporaries.
    pub(super) fn all(arms: &'a [Arm], apart: bool) -> Vec<Self> {
        let mut cases = Vec::new();
        // What is evaluated inside before the arm that is looked at.
        let mut earlier = TokenStream::new();
        for arm in arms {
            if let Operation::Default { timeout, .. } = &arm.operation {
                earlier.extend(timeout.to_token_stream());
                continue;
            }
            let case = Case::new(cases.len(), arm, apart, &earlier);
            if case.inside {
                earlier.extend(arm.operation.channel().to_token_stream());
                earlier.extend(arm.guard.to_token_stream());
            }
            cases.push(case);
        }
        cases
    }

    fn new(index: usize, arm: &'a Arm, apart: bool, earlier: &TokenStream) -> Self {
        let operation = &arm.operation;
        // A sender that can be looked at before the others keeps its place, so that no handle has to be made.
        let stays = operation.sends()
            && arm.guard.as_ref().is_none_or(temporaries::only_looks)
            && operation
                .channel()
                .is_some_and(|channel| temporaries::is_calm(channel) && !temporaries::meet(quote!(#channel), earlier))
            && !temporaries::meet(arm.guard.to_token_stream(), earlier);
        let value = match operation {
            Operation::Receive { pattern: Some(pattern), each, .. } => values::pattern(pattern, each.is_some()),
            _ => None,
        };
        Case { index, arm, inside: apart && !stays, value }
    }

    pub(super) fn name(&self) -> Ident {
        local("arm", self.index, Span::call_site())
    }

    pub(super) fn place(&self) -> Ident {
        local("place", self.index, Span::call_site())
    }

    pub(super) fn variant(&self) -> Ident {
        format_ident!("Arm{}", self.index, span = site())
    }

    /// The pattern that is matched with what has been received or sent.
    pub(super) fn pattern(&self) -> Option<&Pat> {
        self.value.as_ref().or(self.arm.operation.pattern())
    }

    /// Whether the first of two blocks hands something to the second.
    pub(super) fn hands_out(&self) -> bool {
        if self.inside { self.arm.operation.sends() || self.pattern().is_some() } else { self.arm.operation.is_each() }
    }

    /// What an arm has received, as its pattern expects it. `arm` is the one that was chosen, of a list the one.
    pub(super) fn received(&self, runtime: &TokenStream) -> TokenStream {
        let arm = self.picked(runtime);
        let received =
            if self.value.is_some() { quote!(#runtime::value(#arm)) } else { quote!(#runtime::received(#arm)) };
        if self.arm.operation.is_each() && self.pattern().is_some() {
            let place = self.place();
            return quote!((#place, #received));
        }
        received
    }

    pub(super) fn picked(&self, runtime: &TokenStream) -> TokenStream {
        let name = self.name();
        if self.arm.operation.is_each() {
            let place = self.place();
            quote!(#runtime::pick(#name, #place))
        } else {
            name.into_token_stream()
        }
    }

    /// A variable that is sent, as one of the expansion's. Of one that was moved in a loop's turn before, rustc proposes to
    /// move the call that it is an argument of out of the loop: which is an arm here.
    pub(super) fn variable(&self, value: &Expr) -> (TokenStream, TokenStream) {
        match peeled(value) {
            Expr::Path(_) => {
                // Of the expansion's: of one of the user's rustc proposes `ref`, too.
                let name = local("value", self.index, first_span(value));
                (quote!(let #name = #value;), name.into_token_stream())
            }
            _ => (TokenStream::new(), value.to_token_stream()),
        }
    }

    /// Where the arm's head ends: what is missing in it is missing there.
    pub(super) fn head(&self) -> Span {
        if let Some(guard) = &self.arm.guard {
            return end(guard);
        }
        match &self.arm.operation {
            Operation::Receive { source, dialect: Dialect::Go, .. } => end(source),
            Operation::Send { value, dialect: Dialect::Go, .. } => end(value),
            other => end(other.pattern()),
        }
    }
}

/// A local variable of the expansion, which reports as `at`.
pub(super) fn local(name: &str, index: usize, at: Span) -> Ident {
    format_ident!("{}{}", name, index, span = site().located_at(at))
}
