//! Slips of the pen that would otherwise get the parser's own words: habits from Go, from `match`,
//! and marks that are missing.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::buffer::Cursor;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Expr, Ident, Token, token};

use crate::diagnostics::catalog;
use crate::diagnostics::error::{at, at_span, at_with, here};
use crate::syntax::keywords::biased;
use crate::syntax::rendering::render;
use crate::syntax::tokens::{operator, skip};

/// Words and marks that cannot begin an arm.
pub(super) fn before_arm(input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![#]) && input.peek2(token::Bracket) {
        let mut attribute = TokenStream::new();
        attribute.extend(skip(input));
        attribute.extend(skip(input));
        return Err(at(attribute, catalog::ARM_ATTRIBUTE));
    }
    if input.peek(biased) && input.peek2(Token![;]) {
        return Err(here(input, catalog::BIASED_FIRST));
    }
    if input.peek(Token![,]) {
        return Err(here(input, catalog::ARM_EXPECTED));
    }
    if input.peek(Token![;]) {
        return Err(here(input, catalog::ARM_SEMICOLON));
    }
    if let Some((word, rest)) = input.cursor().ident()
        && word == "case"
        && (rest.ident().is_some() || is_case(input))
    {
        return Err(at(word, catalog::ARM_CASE));
    }
    if let Some((word, rest)) = input.cursor().ident()
        && word == "default"
        && is_case(input)
        && let Some((colon, _)) = rest.punct()
    {
        return Err(at(colon, catalog::DEFAULT_COLON));
    }
    Ok(())
}

/// Whether an arm is written as Go's: `case …:`, or `default:`.
pub(super) fn is_case(input: ParseStream<'_>) -> bool {
    let Some((word, rest)) = input.cursor().ident() else { return false };
    match word.to_string().as_str() {
        "default" => ends_in_colon(rest).is_some_and(|length| length == 1),
        "case" => ends_in_colon(rest).is_some(),
        _ => false,
    }
}

/// How many tokens there are up to a colon that is no part of `::` and `:=`, and no `=>` before it.
fn ends_in_colon(mut cursor: Cursor<'_>) -> Option<usize> {
    let mut length = 1;
    loop {
        if operator(cursor, '=', '>').is_some() {
            return None;
        }
        let (token, mut rest) = cursor.token_tree()?;
        if matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ':') {
            match rest.punct() {
                Some((second, after)) if matches!(second.as_char(), ':' | '=') => {
                    rest = after;
                    length += 1;
                }
                _ => return Some(length),
            }
        }
        cursor = rest;
        length += 1;
    }
}

/// Goes on behind an arm that is written as Go's, at the next one; tells whether it was such an arm.
pub(super) fn skip_case(input: ParseStream<'_>) -> bool {
    if !is_case(input) {
        return two_values(input).is_some() && {
            // Its comma does not end it.
            skip(input);
            skip(input);
            false
        };
    }
    let Some((_, rest)) = input.cursor().token_tree() else { return false };
    for _ in 0..=ends_in_colon(rest).unwrap_or(0) {
        skip(input);
    }
    let next =
        |input: ParseStream<'_>| input.cursor().ident().is_some_and(|(word, _)| word == "case" || word == "default");
    while !input.is_empty() && !next(input) {
        if matches!(skip(input), Some(TokenTree::Punct(mark)) if mark.as_char() == ',') {
            break;
        }
    }
    true
}

/// The error for an arm that is written as Go's, whatever else is wrong with it.
pub(super) fn habit_of_arm(input: ParseStream<'_>) -> Option<syn::Error> {
    if let Some(comma) = two_values(input) {
        return Some(at(comma, catalog::ARM_TWO_VALUES));
    }
    let (word, _) = input.cursor().ident()?;
    if word == "case" && is_case(input) {
        return Some(at(word, catalog::ARM_CASE));
    }
    None
}

/// `v, ok = <-rx` and `v, ok := <-rx`: the comma and what follows it.
fn two_values(input: ParseStream<'_>) -> Option<TokenStream> {
    let fork = input.fork();
    fork.parse::<Ident>().ok()?;
    let mut second = TokenStream::new();
    second.extend(fork.parse::<Token![,]>().ok().map(ToTokens::into_token_stream));
    if second.is_empty() {
        return None;
    }
    second.extend(fork.parse::<Ident>().ok()?.into_token_stream());
    let _: Option<Token![:]> = fork.parse().ok()?;
    fork.parse::<Token![=]>().ok()?;
    operator(fork.cursor(), '<', '-').map(|_| second)
}

/// `let v = <-rx`, `v := <-rx`, `v: T = <-rx`.
pub(super) fn before_binding(input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![let]) {
        return Err(here(input, catalog::ARM_LET));
    }
    let fork = input.fork();
    while !fork.is_empty() {
        if fork.peek(Token![:]) && !fork.peek(Token![::]) {
            let mut marks = TokenStream::new();
            let walrus = operator(fork.cursor(), ':', '=').is_some();
            marks.extend(skip(&fork));
            if walrus {
                marks.extend(skip(&fork));
                return Err(at(marks, catalog::ARM_WALRUS));
            }
            return Err(at(marks, catalog::ARM_TYPE));
        }
        if fork.peek(Token![::]) {
            skip(&fork);
        }
        skip(&fork);
    }
    Ok(())
}

/// `place = <-rx`: an arm binds a pattern, it does not assign.
pub(super) fn assignment(before: &TokenStream) -> Option<syn::Error> {
    let mut trees: Vec<TokenTree> = before.clone().into_iter().collect();
    match trees.pop()? {
        TokenTree::Punct(mark) if mark.as_char() == '=' => {}
        _ => return None,
    }
    let place: TokenStream = trees.into_iter().collect();
    syn::parse2::<Expr>(place.clone()).ok()?;
    let text = render(&place);
    Some(at_with(place, catalog::ARM_ASSIGNS, &[&text]))
}

/// An arm without `<-`.
pub(super) fn no_arrow(input: ParseStream<'_>) -> syn::Error {
    if input.peek(Token![_]) {
        return here(input, catalog::ARM_WILDCARD);
    }
    // `< -rx`, with a space.
    let fork = input.fork();
    let mut arm = TokenStream::new();
    while !fork.is_empty() && operator(fork.cursor(), '=', '>').is_none() && !fork.peek(Token![,]) {
        let Some(token) = skip(&fork) else { break };
        if let TokenTree::Punct(mark) = &token
            && mark.as_char() == '<'
            && fork.peek(Token![-])
        {
            let mut marks = TokenStream::from(token);
            marks.extend(skip(&fork));
            return at(marks, catalog::ARROW_SPACE);
        }
        arm.extend([token]);
        if matches!(fork.cursor().token_tree(), Some((TokenTree::Group(group), _))
            if group.delimiter() == proc_macro2::Delimiter::Brace)
        {
            break;
        }
    }
    if arm.is_empty() {
        return here(input, catalog::ARM_EXPECTED);
    }
    at(arm, catalog::ARROW_EXPECTED)
}

/// Something else where `=>` belongs.
pub(super) fn instead_of_fat_arrow(input: ParseStream<'_>) -> syn::Error {
    if input.is_empty() {
        return at_span(input.cursor().prev_span(), catalog::FAT_ARROW_EXPECTED);
    }
    if input.peek(Token![:]) {
        return here(input, catalog::ARM_COLON);
    }
    if input.peek(Token![->]) {
        return here(input, catalog::ARM_THIN_ARROW);
    }
    here(input, catalog::FAT_ARROW_EXPECTED)
}

/// `f() <-rx => …` reads as a comparison with `f()`: a comma is missing before the arrow.
pub(super) fn missing_comma(body: ParseStream<'_>) -> Option<syn::Error> {
    let fork = body.fork();
    let mut first = true;
    while !fork.is_empty() && !fork.peek(Token![,]) && operator(fork.cursor(), '=', '>').is_none() {
        if !first && operator(fork.cursor(), '<', '-').is_some() {
            let mut arrow = TokenStream::new();
            arrow.extend(skip(&fork));
            arrow.extend(skip(&fork));
            return Some(at(arrow, catalog::ARM_COMMA_ARROW));
        }
        if fork.peek(Ident::peek_any) {
            let _ = fork.call(Ident::parse_any);
        } else {
            skip(&fork);
        }
        first = false;
    }
    None
}
