//! Errors at the user's tokens.
//!
//! An error always covers the whole of what it speaks about (`Error::new_spanned`), because the
//! span of a piece of syntax is only its first token on stable Rust. Several mistakes in one input
//! are collected in [`Problems`], so that each gets its own message and none hides another.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Error;
use syn::parse::ParseStream;

/// The text, at `tokens`.
pub(crate) fn at(tokens: impl ToTokens, text: &str) -> Error {
    Error::new_spanned(tokens, text)
}

/// The text with its `{}` filled in, at `tokens`.
pub(crate) fn at_with(tokens: impl ToTokens, text: &str, words: &[&str]) -> Error {
    Error::new_spanned(tokens, fill(text, words))
}

/// The text at the token that the parser has before it; at the last one, when there is none left.
pub(crate) fn here(input: ParseStream<'_>, text: &str) -> Error {
    match input.cursor().token_tree() {
        Some((token, _)) => Error::new_spanned(token, text),
        None => Error::new(input.cursor().prev_span(), text),
    }
}

/// As [`here`], with the text's `{}` filled in.
pub(crate) fn here_with(input: ParseStream<'_>, text: &str, words: &[&str]) -> Error {
    here(input, &fill(text, words))
}

/// The text at a bare span.
pub(crate) fn at_span(span: Span, text: &str) -> Error {
    Error::new(span, text)
}

/// Replaces the `{}` of a text, one word after the other.
pub(crate) fn fill(text: &str, words: &[&str]) -> String {
    let mut pieces = text.split("{}");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    let mut words = words.iter();
    for piece in pieces {
        filled.push_str(words.next().copied().unwrap_or_default());
        filled.push_str(piece);
    }
    filled
}

/// The mistakes found in one input so far.
#[derive(Default)]
pub(crate) struct Problems {
    errors: Vec<Error>,
    /// Those that need no `compile_error!` from here.
    elsewhere: Vec<Error>,
}

impl Problems {
    pub(crate) fn add(&mut self, error: Error) {
        self.errors.push(error);
    }

    /// Counts an error that the expansion says at a place of its own.
    pub(crate) fn add_elsewhere(&mut self, error: &Error) {
        self.elsewhere.push(error.clone());
    }

    /// The value, or nothing and one problem more.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(error);
                None
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty() && self.elsewhere.is_empty()
    }

    /// One `compile_error!` for each problem; they stand as statements or as items.
    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        let errors = self.errors.iter().map(Error::to_compile_error);
        quote!(#(#errors)*)
    }

    /// The messages, for the tests.
    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.errors
            .iter()
            .chain(&self.elsewhere)
            .flat_map(|error| error.clone().into_iter().map(|error| error.to_string()))
            .collect()
    }
}
