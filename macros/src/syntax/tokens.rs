//! Looking at tokens before they are parsed.
//!
//! Pieces that come through a `macro_rules` fragment (`$e:expr`, `$b:block`) stand in groups
//! without delimiters; here they are peeled.

use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;
use syn::buffer::Cursor;
use syn::parse::ParseStream;

use super::paths::site;

/// The expression inside the invisible groups around it.
pub(crate) fn peeled(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) if group.attrs.is_empty() => peeled(&group.expr),
        other => other,
    }
}

/// As [`peeled`], by value.
pub(crate) fn peel(expr: Expr) -> Expr {
    match expr {
        Expr::Group(group) if group.attrs.is_empty() => peel(*group.expr),
        other => other,
    }
}

/// The whole input without an invisible group around it.
pub(crate) fn peel_stream(input: TokenStream) -> TokenStream {
    let mut trees = input.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => peel_stream(group.stream()),
        _ => input,
    }
}

/// Whether the two tokens at the cursor are one operator, such as `<-` or `=>`.
pub(crate) fn operator<'a>(cursor: Cursor<'a>, first: char, second: char) -> Option<Cursor<'a>> {
    let (one, rest) = cursor.punct()?;
    if one.as_char() != first || one.spacing() != Spacing::Joint {
        return None;
    }
    let (two, rest) = rest.punct()?;
    (two.as_char() == second).then_some(rest)
}

/// Consumes one token tree.
pub(crate) fn skip(input: ParseStream<'_>) -> Option<TokenTree> {
    input
        .step(|cursor| match cursor.token_tree() {
            Some((token, rest)) => Ok((token, rest)),
            None => Err(cursor.error("end of input")),
        })
        .ok()
}

/// Tokens of ours that report as `at`: an error about them stands there. (A user's `$crate` goes on meaning what it did, and
/// that what the user says is the runtime has no `__private` is said at the user's word, once.)
pub(crate) fn located(tokens: TokenStream, at: Span) -> TokenStream {
    let span = site().located_at(at);
    let located = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            let delimiter = group.delimiter();
            token = TokenTree::Group(Group::new(delimiter, located(group.stream(), at)));
        }
        match &token {
            TokenTree::Ident(word) if word == "$crate" => token.set_span(word.span().located_at(at)),
            TokenTree::Ident(word) if word == "__private" => {}
            _ => token.set_span(span),
        }
        token
    });
    located.collect()
}

/// A span of ours that stands where the last of the tokens does: what is missing after them is missing there.
pub(crate) fn end(tokens: impl ToTokens) -> Span {
    let last = tokens.into_token_stream().into_iter().last().map_or_else(Span::call_site, |token| token.span());
    site().located_at(last)
}

/// Tokens in braces that stand at their end.
pub(crate) fn braced(tokens: TokenStream) -> TokenStream {
    let span = end(&tokens);
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    TokenTree::from(group).into()
}

/// Where a piece of syntax begins: all that can be had of its place on stable Rust.
pub(crate) fn first_span(tokens: impl ToTokens) -> Span {
    tokens.into_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}

/// Whether any of the tokens is this identifier, however deep.
pub(crate) fn mentions(tokens: impl ToTokens, name: &syn::Ident) -> bool {
    fn search(tokens: TokenStream, name: &syn::Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == *name,
            TokenTree::Group(group) => search(group.stream(), name),
            _ => false,
        })
    }
    search(tokens.into_token_stream(), name)
}
