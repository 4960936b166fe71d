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
    if input.peek(Token![for]) || input.peek(Token![while]) || input.peek(Token![loop]) {
        return Err(here(input, catalog::ARM_FOR));
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
    if input.peek(Token![if]) || input.peek(Token![where]) || is_guard(input) {
        return here(input, catalog::GUARD_PLACE);
    }
    here(input, catalog::FAT_ARROW_EXPECTED)
}

/// Whether a guard follows that is set off by a comma, `, if armed`, or by another word, `when armed`.
pub(super) fn is_guard(input: ParseStream<'_>) -> bool {
    let fork = input.fork();
    let comma = fork.parse::<Option<Token![,]>>().is_ok_and(|comma| comma.is_some());
    let Some((word, rest)) = fork.cursor().ident() else { return false };
    let begins = word == "if" || word == "where" || word == "when";
    // A channel may be called `when`.
    begins
        && (comma || word != "when" || rest.ident().is_some())
        && (word != "when" || operator(rest, '<', '-').is_none())
}

/// Whether a condition follows, behind a comma: it belongs to the arm before it. Such an arm has no `=>` yet (`has_head`), or
/// the word `if` follows.
pub(super) fn is_condition(input: ParseStream<'_>, has_head: bool) -> bool {
    if input.peek(Token![if]) || input.peek(Token![where]) {
        return true;
    }
    let fork = input.fork();
    let Ok(expr) = fork.call(Expr::parse_without_eager_brace) else { return false };
    let is_condition = match &expr {
        Expr::Binary(_) | Expr::Unary(_) | Expr::Lit(_) => true,
        Expr::Path(path) => !path.path.is_ident("default") && !path.path.is_ident("_"),
        _ => false,
    };
    !has_head && is_condition && fork.peek(Token![=>])
}

/// `f() <-rx => …` reads as a comparison with `f()`: a comma is missing before the arrow. Behind a block none is needed,
/// and where no `=>` follows there is no arm.
pub(super) fn missing_comma(body: ParseStream<'_>) -> Option<syn::Error> {
    let fork = body.fork();
    let mut arrow: Option<TokenStream> = None;
    let mut first = true;
    while !fork.is_empty() && !fork.peek(Token![,]) {
        if operator(fork.cursor(), '=', '>').is_some() {
            return arrow.map(|arrow| at(arrow, catalog::ARM_COMMA_ARROW));
        }
        if !first && arrow.is_none() && operator(fork.cursor(), '<', '-').is_some() {
            let mut marks = TokenStream::new();
            marks.extend(skip(&fork));
            marks.extend(skip(&fork));
            arrow = Some(marks);
            continue;
        }
        if arrow.is_none() && fork.peek(token::Brace) {
            return None;
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
