//! The capture list of `go!`: what a goroutine takes, by name.
//!
//! `a` moves `a`, `a = expr` evaluates `expr` now, `&a` and `&mut a` borrow, `mut a` takes a
//! variable that the body may change. The list ends at the first `|` outside brackets.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Expr, Ident, Token, token};

use super::tokens::skip;
use crate::diagnostics::catalog;
use crate::diagnostics::error::{at, at_span, at_with, here};

/// One entry of the list.
pub(crate) struct Capture {
    /// `mut`, when the body may change its variable.
    pub(crate) mutability: Option<Token![mut]>,
    /// What the body calls it.
    pub(crate) name: Ident,
    /// What it is; by default the variable of that name.
    pub(crate) source: Source,
}

/// Where a captured value comes from.
pub(crate) enum Source {
    Variable,
    Initialiser(Expr),
    Borrowed(Token![&], Option<Token![mut]>),
}

/// Whether a capture list comes next: `|…|`, `||`, either after `move`, or `move` and a block, which
/// rustc proposes to write where a body in a scope borrows what does not live long enough.
pub(crate) fn peek(input: ParseStream<'_>) -> bool {
    input.peek(Token![|])
        || input.peek(Token![||])
        || input.peek(Token![move]) && (input.peek2(Token![|]) || input.peek2(Token![||]) || input.peek2(token::Brace))
}

/// Reads the list and the bars around it.
pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Vec<Capture>> {
    let keyword: Option<Token![move]> = input.parse()?;
    if keyword.is_some() && input.peek(token::Brace) {
        return Ok(Vec::new());
    }
    if input.peek(Token![||]) {
        input.parse::<Token![||]>()?;
        return Ok(Vec::new());
    }
    let open: Token![|] = input.parse()?;
    let mut list = TokenStream::new();
    loop {
        let Some(token) = skip(input) else {
            return Err(at(open, catalog::CAPTURES_UNCLOSED));
        };
        match &token {
            // The two bars of `||` arrive as one joint pair: the first ends the list.
            TokenTree::Punct(bar) if bar.as_char() == '|' => {
                if bar.spacing() == Spacing::Joint && input.peek(Token![|]) {
                    return Err(at(token, catalog::CAPTURES_BAR));
                }
                break;
            }
            _ => list.extend([token]),
        }
    }
    if input.peek(Token![->]) {
        return Err(here(input, catalog::CAPTURES_RETURN_TYPE));
    }
    let captures = entries.parse2(list)?;
    if input.is_empty() {
        return Err(at_span(input.cursor().prev_span(), catalog::CAPTURES_NO_BODY));
    }
    for (index, capture) in captures.iter().enumerate() {
        if captures[..index].iter().any(|other| other.name == capture.name) {
            let name = capture.name.to_string();
            return Err(at_with(&capture.name, catalog::CAPTURE_REPEATED, &[&name]));
        }
    }
    Ok(captures)
}

fn entries(input: ParseStream<'_>) -> syn::Result<Vec<Capture>> {
    let mut captures = Vec::new();
    while !input.is_empty() {
        captures.push(entry(input)?);
        if input.is_empty() {
            break;
        }
        if input.peek(Token![:]) && !input.peek(Token![::]) {
            return Err(here(input, catalog::CAPTURE_TYPE));
        }
        if input.peek(Token![.]) || input.peek(Token![::]) {
            return Err(here(input, catalog::CAPTURE_PLACE));
        }
        if !input.peek(Token![,]) {
            return Err(here(input, catalog::CAPTURE_COMMA));
        }
        input.parse::<Token![,]>()?;
    }
    Ok(captures)
}

fn entry(input: ParseStream<'_>) -> syn::Result<Capture> {
    let source = if input.peek(Token![&]) && !input.peek(Token![&&]) {
        Source::Borrowed(input.parse()?, input.parse()?)
    } else {
        Source::Variable
    };
    let mutability = match source {
        Source::Borrowed(..) => None,
        _ => input.parse()?,
    };
    if !input.peek(Ident::peek_any) || input.peek(Token![_]) {
        return Err(here(input, catalog::CAPTURE_EXPECTED));
    }
    let name = input.call(Ident::parse_any)?;
    let is_self = name == "self";
    if !is_self && syn::parse_str::<Ident>(&name.to_string()).is_err() {
        return Err(at(name, catalog::CAPTURE_EXPECTED));
    }
    if is_self && (mutability.is_some() || !matches!(source, Source::Variable) || input.peek(Token![=])) {
        return Err(at(name, catalog::CAPTURE_SELF));
    }
    if !input.peek(Token![=]) {
        return Ok(Capture { mutability, name, source });
    }
    if let Source::Borrowed(..) = source {
        let word = name.to_string();
        return Err(at_with(name, catalog::CAPTURE_BORROW_INITIALISER, &[&word, &word]));
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() || input.peek(Token![,]) {
        let word = name.to_string();
        return Err(at_with(name, catalog::CAPTURE_NO_INITIALISER, &[&word]));
    }
    let source = Source::Initialiser(input.parse()?);
    Ok(Capture { mutability, name, source })
}

/// Whether the tokens look like a block: used to word the error for a list that ended too soon.
pub(crate) fn starts_with_bar(input: ParseStream<'_>) -> bool {
    input.peek(Token![|])
        || input.peek(Token![||])
        || input
            .cursor()
            .group(Delimiter::None)
            .is_some_and(|(inside, _, _)| inside.punct().is_some_and(|(p, _)| p.as_char() == '|'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    fn read(tokens: TokenStream) -> Result<Vec<String>, String> {
        let parser = |input: ParseStream<'_>| {
            let captures = parse(input)?;
            input.parse::<TokenStream>()?;
            Ok(captures)
        };
        let captures = parser.parse2(tokens).map_err(|error| error.to_string())?;
        Ok(captures.iter().map(|capture| capture.name.to_string()).collect())
    }

    #[test]
    fn all_kinds_of_entries() {
        let names = read(quote!(|tx = tx.clone(), i, &data, &mut sum, mut n, mut m = 1,| f()));
        assert_eq!(names.unwrap(), ["tx", "i", "data", "sum", "n", "m"]);
        assert!(read(quote!(|| f())).unwrap().is_empty());
        assert!(read(quote!(move || f())).unwrap().is_empty());
        assert!(read(quote!(move { f() })).unwrap().is_empty());
        assert_eq!(read(quote!(move |self| f())).unwrap(), ["self"]);
        assert_eq!(read(quote!(|f = (|x| x), g = (a | b)| f(g))).unwrap(), ["f", "g"]);
    }

    #[test]
    fn mistakes() {
        for wrong in [
            quote!(|a, b),
            quote!(|a|),
            quote!(|a b| f()),
            quote!(|a, a| f()),
            quote!(|a: u8| f()),
            quote!(|a.b| f()),
            quote!(|&a = 1| f()),
            quote!(|a =| f()),
            quote!(|1| f()),
            quote!(|_| f()),
            quote!(|&self| f()),
            quote!(|a = b || c| f()),
            quote!(|a| -> u8 { 1 }),
            quote!(|for| f()),
        ] {
            let text = wrong.to_string();
            assert!(read(wrong).is_err(), "{text}");
        }
    }
}
