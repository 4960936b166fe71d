//! A `select!` back as tokens: `#[goroutine]` reads the ones inside its function, to put
//! checkpoints into their bodies.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::arm::{Arm, Dialect, Operation, Select};

impl ToTokens for Select {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.biased {
            tokens.extend(quote!(biased;));
        }
        for arm in &self.arms {
            arm.to_tokens(tokens);
        }
    }
}

impl ToTokens for Arm {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.operation.to_tokens(tokens);
        if let Some(guard) = &self.guard {
            tokens.extend(quote!(if #guard));
        }
        if let Some((keyword, block)) = &self.otherwise {
            tokens.extend(quote!(#keyword #block));
        }
        let body = &self.body;
        tokens.extend(quote!(=> #body,));
    }
}

impl ToTokens for Operation {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Receive { pattern, source, dialect: Dialect::Crossbeam, .. } => {
                quote!(recv(#source) -> #pattern)
            }
            Self::Receive { pattern, each, source, dialect: Dialect::Go } => {
                let binding = pattern.as_ref().map(|pattern| quote!(#pattern =));
                quote!(#binding <- #each #source)
            }
            Self::Send { pattern, sink, value, dialect: Dialect::Crossbeam, .. } => {
                quote!(send(#sink, #value) -> #pattern)
            }
            Self::Send { pattern, each, sink, value, dialect: Dialect::Go } => {
                let binding = pattern.as_ref().map(|pattern| quote!(#pattern =));
                quote!(#binding #each #sink <- #value)
            }
            Self::Default { keyword, timeout: None } => quote!(#keyword),
            Self::Default { keyword, timeout: Some(timeout) } => quote!(#keyword(#timeout)),
        });
    }
}
