//! How an arm's pattern meets what came.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Pat;
use syn::visit::{self, Visit};

use super::case::{Case, local};
use crate::syntax::paths::site;
use crate::syntax::tokens::first_span;

/// Binds a value to an arm's pattern: a `let` of its own, so that rustc's words about refutable patterns are the usual
/// ones, and what it proposes stands where the arm takes it.
pub(super) fn bind(case: &Case<'_>, pattern: &Pat, value: TokenStream) -> TokenStream {
    let pattern_tokens = match pattern {
        Pat::Or(_) => quote!((#pattern)),
        other => other.to_token_stream(),
    };
    let begin = site().located_at(first_span(pattern));
    let (keyword, equals) = (quote_spanned!(begin=> let), quote_spanned!(case.head()=> =));
    let semicolon = quote_spanned!(case.head()=> ;);
    if let Some((word, block)) = &case.arm.otherwise {
        return quote!(#keyword #pattern_tokens #equals #value #word #block #semicolon);
    }
    // Where nothing is bound rustc proposes `if let`, and `let … else` where something is.
    if is_refutable(pattern) && !binds(pattern) {
        let all = local("all", case.index, begin);
        return quote!(#keyword #all @ #pattern_tokens #equals #value #semicolon ::core::mem::drop(#all););
    }
    quote!(#keyword #pattern_tokens #equals #value #semicolon)
}

/// Whether a pattern may fail to match, as far as it shows.
fn is_refutable(pattern: &Pat) -> bool {
    match pattern {
        Pat::Paren(inner) => is_refutable(&inner.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().any(is_refutable),
        Pat::Wild(_) | Pat::Rest(_) | Pat::Type(_) => false,
        Pat::Ident(_) => !is_plain(pattern),
        _ => true,
    }
}

/// Whether a pattern gives a name to something.
fn binds(pattern: &Pat) -> bool {
    struct Names(bool);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat(&mut self, pattern: &'ast Pat) {
            match pattern {
                Pat::Ident(name) => self.0 |= name.subpat.is_some() || is_plain(pattern),
                Pat::Macro(_) | Pat::Verbatim(_) => self.0 = true,
                _ => {}
            }
            visit::visit_pat(self, pattern);
        }
    }
    let mut names = Names(false);
    names.visit_pat(pattern);
    names.0
}

/// Whether a pattern only gives a name, or none. A capitalised name may be a constant.
pub(super) fn is_plain(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Ident(ident) => {
            ident.subpat.is_none() && !ident.ident.to_string().starts_with(|first: char| first.is_uppercase())
        }
        _ => false,
    }
}
