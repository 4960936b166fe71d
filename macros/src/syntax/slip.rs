//! What people write in `go!` in place of one of its forms, met by name: options without their attribute, a scope without
//! `in`, a call without its parentheses, several calls.
//!
//! Only for input that is none of the forms (but for attributes, which are looked at first).

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, Meta, MetaList, Token, token};

use super::body::ends_by_itself;
use super::captures::{self, Captures};
use super::keywords::GOROUTINE;
use super::options::{is_lint, is_lint_level, is_option};
use super::rendering::render;
use super::tokens::{peeled, skip};
use crate::diagnostics::catalog;
use crate::diagnostics::error::{at, at_with, here};

/// The error for an attribute that is not `#[goroutine(…)]` and stands where that could.
pub(super) fn attribute(attribute: &Attribute) -> Option<syn::Error> {
    let name = attribute.path().get_ident()?.to_string();
    let meta = render(&attribute.meta);
    if is_option(&name) {
        return Some(at_with(attribute, catalog::OPTION_IN_ATTRIBUTE, &[&meta]));
    }
    let Meta::List(list) = &attribute.meta else { return None };
    (is_lint_level(&name) && names_our_lints(list)).then(|| at_with(attribute, catalog::OPTION_IN_ATTRIBUTE, &[&meta]))
}

/// Whether a list has lints of goroutines in it, and nothing else.
fn names_our_lints(list: &MetaList) -> bool {
    let lints = Punctuated::<Ident, Token![,]>::parse_terminated.parse2(list.tokens.clone());
    lints.is_ok_and(|lints| !lints.is_empty() && lints.iter().all(|lint| is_lint(&lint.to_string())))
}

/// The error for attributes on what is no statement.
pub(super) fn attributed(attribute: &Attribute) -> syn::Error {
    let text = format!("#[{}]", render(&attribute.meta));
    at_with(attribute, catalog::ATTRIBUTE_OF_WORK, &[&text, &text])
}

/// An option in front of the work, or between it and the scope, without its attribute: `name = "x", work()`.
pub(super) fn option(input: ParseStream<'_>) -> Option<syn::Error> {
    let ahead = input.fork();
    if let Ok(text) = ahead.parse::<syn::LitStr>() {
        let more = ahead.peek(Token![,]) && !is_last_comma(&ahead);
        return more.then(|| at_with(&text, catalog::OPTION_IN_ATTRIBUTE, &[&format!("name = {}", render(&text))]));
    }
    let key = ahead.call(Ident::parse_any).ok()?;
    let name = key.unraw().to_string();
    if name == GOROUTINE && ahead.peek(token::Paren) {
        let list = skip(&ahead)?;
        return (!ahead.is_empty()).then(|| at(TokenStream::from_iter([key.into(), list]), catalog::OPTIONS_BARE));
    }
    if !is_option(&name) && !is_lint_level(&name) {
        return None;
    }
    let mut tokens = key.to_token_stream();
    if is_lint_level(&name) {
        // `allow(held_guard), work()`, and not a function of that name.
        tokens.extend(skip(&ahead).filter(|_| ahead.peek(Token![,]) && !is_last_comma(&ahead)));
        let text = render(&tokens);
        let list = syn::parse2::<MetaList>(tokens.clone()).ok()?;
        return names_our_lints(&list).then(|| at_with(tokens, catalog::OPTION_IN_ATTRIBUTE, &[&text]));
    }
    if !ahead.peek(Token![=]) && !ahead.peek(Token![:]) || ahead.peek(Token![==]) || ahead.peek(Token![::]) {
        return None;
    }
    tokens.extend(skip(&ahead));
    let mut value = TokenStream::new();
    while !ahead.is_empty() && !ahead.peek(Token![,]) {
        if ahead.peek(Token![;]) {
            // Statements, the first of which assigns to a variable of that name.
            return None;
        }
        value.extend(skip(&ahead));
    }
    let text = format!("{name} = {}", render(&value));
    tokens.extend(value);
    Some(at_with(tokens, catalog::OPTION_IN_ATTRIBUTE, &[&text]))
}

fn is_last_comma(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![,]>().is_ok() && ahead.is_empty()
}

/// A better error for input that is neither an expression nor statements.
pub(super) fn work(input: ParseStream<'_>) -> Option<syn::Error> {
    if input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
        // `go!(a = 1 …)`: an assignment that does not parse; leave it to the parser's words.
        return None;
    }
    let expr = input.parse::<Expr>().ok()?;
    if input.peek(Token![in]) {
        return Some(here(input, catalog::SCOPE_FIRST));
    }
    if input.peek(Token![,]) {
        input.parse::<Token![,]>().ok()?;
        return Some(second(&expr, input));
    }
    (!input.is_empty() && !ends_by_itself(&expr)).then(|| here(input, catalog::WORK_JUNK))
}

/// The error for what follows a comma.
fn second(first: &Expr, rest: ParseStream<'_>) -> syn::Error {
    if let Some(error) = option(rest) {
        return error;
    }
    if rest.peek(Token![in]) {
        return here(rest, catalog::SCOPE_FIRST);
    }
    let place = match peeled(first) {
        Expr::Path(_) | Expr::Field(_) => first,
        Expr::Reference(inner) if matches!(peeled(&inner.expr), Expr::Path(_) | Expr::Field(_)) => first,
        _ => return here(rest, catalog::WORK_SECOND),
    };
    let name = render(place);
    let ahead = rest.fork();
    let body = captures::peek(&ahead) || ahead.peek(token::Brace);
    let arguments = match ahead.call(Punctuated::<Expr, Token![,]>::parse_terminated) {
        Ok(arguments) if !body => arguments,
        _ => return at_with(place, catalog::SCOPE_WITHOUT_IN, &[&name]),
    };
    let inner: Vec<&Expr> = arguments.iter().map(peeled).collect();
    let text = render(&arguments);
    match &inner[..] {
        [Expr::Call(_) | Expr::MethodCall(_)] => at_with(place, catalog::CALL_OR_SCOPE, &[&name, &text, &name, &text]),
        [only] if is_block(only) => at_with(place, catalog::SCOPE_WITHOUT_IN, &[&name]),
        _ => at_with(place, catalog::WORK_ARGUMENTS, &[&name, &text]),
    }
}

fn is_block(expr: &Expr) -> bool {
    ends_by_itself(expr) || matches!(expr, Expr::Macro(_))
}

/// The error for more values behind a capture list's body: `|x| work(x), 5`.
pub(super) fn body(list: &Captures, input: ParseStream<'_>) -> Option<syn::Error> {
    input.parse::<Expr>().ok()?;
    if input.peek(Token![in]) {
        return Some(here(input, catalog::SCOPE_FIRST));
    }
    input.parse::<Token![,]>().ok()?;
    if let Some(error) = option(input) {
        return Some(error);
    }
    if input.peek(Token![in]) {
        return Some(here(input, catalog::SCOPE_FIRST));
    }
    let ahead = input.fork();
    let arguments = ahead.call(Punctuated::<Expr, Token![,]>::parse_terminated).ok()?;
    match (list.iter().next(), arguments.first()) {
        (Some(capture), Some(value)) if !matches!(peeled(value), Expr::Assign(_)) => {
            let (name, value) = (capture.name.to_string(), render(value));
            Some(at_with(arguments, catalog::CAPTURE_ARGUMENT, &[&name, &value]))
        }
        _ => Some(here(input, catalog::WORK_SECOND)),
    }
}
