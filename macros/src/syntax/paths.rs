//! Where the expansions find the runtime.
//!
//! Everything that an expansion calls is named by an absolute path into the runtime's hidden
//! `__private` module, under the name that the user's Cargo.toml gives the crate, so that neither
//! a renamed dependency nor a module that shadows `std` can come between.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// `::goroutines::__private`, under the user's name for the crate.
pub(crate) fn runtime() -> TokenStream {
    let name = match crate_name("goroutines") {
        // The examples and tests of the crate itself see it from outside; its library says
        // `extern crate self as goroutines`. A build without a manifest gets the usual name.
        Ok(FoundCrate::Itself) | Err(_) => Ident::new("goroutines", Span::mixed_site()),
        Ok(FoundCrate::Name(name)) => {
            syn::parse_str::<Ident>(&name).unwrap_or_else(|_| Ident::new_raw(&name, Span::mixed_site()))
        }
    };
    let name = Ident::new(&name.to_string(), Span::mixed_site());
    quote!(::#name::__private)
}
