//! The arms that begin with a word: crossbeam's `recv(rx) -> v` and `send(tx, value) -> r`, and
//! `default`.
//!
//! None of the words is reserved: a channel may be called so. What follows the word decides.

use proc_macro2::{Delimiter, TokenStream};
use syn::parse::ParseStream;
use syn::{Expr, Ident, Pat, Token, parenthesized, token};

use super::arm::{Dialect, Operation};
use crate::diagnostics::catalog;
use crate::diagnostics::error::{at, here};
use crate::syntax::tokens::{operator, peel, skip};

/// Crossbeam's forms, and `default`. A channel may have any of these names.
pub(super) fn operation(input: ParseStream<'_>) -> syn::Result<Option<Operation>> {
    let Some((word, rest)) = input.cursor().ident() else {
        return Ok(None);
    };
    let parenthesised = rest.group(Delimiter::Parenthesis);
    let after = parenthesised.map_or(rest, |(_, _, after)| after);
    let thin_arrow = operator(after, '-', '>').is_some();
    let fat_arrow = operator(after, '=', '>').is_some();
    match word.to_string().as_str() {
        "default" => {
            let condition = after.ident().is_some_and(|(word, _)| word == "if" || word == "else");
            let thin = thin_arrow && parenthesised.is_some();
            if fat_arrow || condition || thin {
                return default(input).map(Some);
            }
            Ok(None)
        }
        "recv" | "send" if parenthesised.is_some() => {
            if thin_arrow {
                return crossbeam(input).map(Some);
            }
            if fat_arrow {
                let text = if word == "recv" { catalog::RECV_BINDING } else { catalog::SEND_BINDING };
                let mut arm = TokenStream::new();
                arm.extend(skip(input));
                arm.extend(skip(input));
                return Err(at(arm, text));
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

fn default(input: ParseStream<'_>) -> syn::Result<Operation> {
    let keyword: Ident = input.parse()?;
    let mut timeout = None;
    if input.peek(token::Paren) {
        let content;
        parenthesized!(content in input);
        if !content.is_empty() {
            timeout = Some(peel(content.parse::<Expr>()?));
            content.parse::<Option<Token![,]>>()?;
            if !content.is_empty() {
                return Err(here(&content, catalog::DEFAULT_ONE_TIMEOUT));
            }
        }
    }
    if input.peek(Token![if]) || input.peek(Token![else]) {
        return Err(here(input, catalog::DEFAULT_CONDITION));
    }
    if input.peek(Token![->]) {
        return Err(here(input, catalog::DEFAULT_BINDING));
    }
    Ok(Operation::Default { keyword, timeout })
}

fn crossbeam(input: ParseStream<'_>) -> syn::Result<Operation> {
    let word: Ident = input.parse()?;
    let receives = word == "recv";
    let content;
    parenthesized!(content in input);
    let wrong = if receives { catalog::RECV_ARGUMENTS } else { catalog::SEND_ARGUMENTS };
    if content.is_empty() {
        return Err(at(&word, wrong));
    }
    let channel = peel(content.parse::<Expr>()?);
    let mut value = None;
    if !content.is_empty() {
        if !content.peek(Token![,]) {
            return Err(here(&content, wrong));
        }
        content.parse::<Token![,]>()?;
        if !receives && !content.is_empty() {
            value = Some(peel(content.parse::<Expr>()?));
            if content.peek(Token![,]) {
                content.parse::<Token![,]>()?;
            }
        }
    }
    if !content.is_empty() {
        return Err(here(&content, wrong));
    }
    input.parse::<Token![->]>()?;
    if operator(input.cursor(), '=', '>').is_some() || input.is_empty() {
        return Err(here(input, catalog::BINDING_EXPECTED));
    }
    let pattern = Some(input.call(Pat::parse_multi_with_leading_vert)?);
    let dialect = Dialect::Crossbeam;
    if receives {
        return Ok(Operation::Receive { pattern, each: None, source: channel, dialect });
    }
    match value {
        Some(value) => Ok(Operation::Send { pattern, each: None, sink: channel, value, dialect }),
        None => Err(at(&word, wrong)),
    }
}
