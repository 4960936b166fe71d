//! Looking at tokens before they are parsed, and after.
//!
//! Pieces that come through a `macro_rules` fragment (`$e:expr`, `$b:block`) stand in groups
//! without delimiters; here they are peeled. Rendering is for messages only: it prints a piece of
//! syntax the way a person writes it.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;
use syn::buffer::Cursor;
use syn::parse::ParseStream;

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
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            peel_stream(group.stream())
        }
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

/// A piece of syntax as a person writes it, cut short when it is long.
pub(crate) fn render(tokens: impl ToTokens) -> String {
    const LONGEST: usize = 60;
    let mut text = String::new();
    write(tokens.into_token_stream(), &mut text);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{cut}…")
}

/// Writes tokens with a space only where one is usual: between words, around operators, after
/// commas.
fn write(tokens: TokenStream, text: &mut String) {
    let mut tight = true;
    let mut previous_joint = false;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => {
                let mark = punct.as_char();
                let hugging = matches!(mark, '.' | ',' | ';' | ':' | '?' | '!' | '&' | '#' | '\'');
                let prefix = matches!(mark, '&' | '!' | '*' | '#' | '\'') && !text.ends_with(')');
                if !hugging && !tight && !previous_joint {
                    text.push(' ');
                } else if prefix && !tight && matches!(text.chars().last(), Some(',' | '=')) {
                    text.push(' ');
                }
                text.push(mark);
                previous_joint = punct.spacing() == Spacing::Joint;
                tight = hugging && !matches!(mark, ',' | ';') || prefix || previous_joint;
                continue;
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                if !tight && matches!(text.chars().last(), Some(',' | '=')) {
                    text.push(' ');
                }
                text.push_str(if text.is_empty() {
                    open.trim_start()
                } else {
                    open
                });
                write(group.stream(), text);
                text.push_str(close);
            }
            word => {
                if !tight {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
            }
        }
        tight = false;
        previous_joint = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn rendering_reads_as_written() {
        for (tokens, text) in [
            (quote!(rx.recv()), "rx.recv()"),
            (quote!(a.b(&c, 1).d::<T>()), "a.b(&c, 1).d::<T>()"),
            (quote!(x + 1), "x + 1"),
            (quote!(f(x)?), "f(x)?"),
            (quote!(vec![1, 2]), "vec![1, 2]"),
        ] {
            assert_eq!(
                render(tokens)
                    .replace(" <", "<")
                    .replace("< ", "<")
                    .replace(" >", ">"),
                text
            );
        }
    }

    #[test]
    fn long_pieces_are_cut() {
        let long = "a + ".repeat(40) + "a";
        let tokens: TokenStream = long.parse().unwrap();
        assert!(render(tokens).ends_with('…'));
    }
}
