//! Where the expansions find the runtime.
//!
//! Everything that an expansion calls is named by a path into the runtime's hidden `__private` module.
//!
//! `go!` and `select!` are called through *shells*: `macro_rules` of the runtime, which pass on what they were given
//! after the token `$crate`. That token names the runtime wherever the shell was called from: through another crate's
//! re-export or its `macro_rules`, in a crate that does not depend on the runtime, beside another version of it. It also
//! lends its hygiene to the names that the expansion introduces (`site`), so that rustc says that an error originates in
//! `go`, which the user wrote, and not in what the shell calls.
//!
//! Attributes have no shells. `#[goroutine]` finds the runtime by its option `crate`, or else under the name that the
//! user's Cargo.toml gives it (`manifest`).

use std::cell::RefCell;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

use super::manifest;

thread_local! {
    /// The shell's `$crate` in the expansion that is being made. (An expansion is made by one thread, from its beginning
    /// to its end.)
    static SHELL: RefCell<Option<Ident>> = const { RefCell::new(None) };
    /// What the attribute's option `crate` says, likewise.
    static HOME: RefCell<Option<TokenStream>> = const { RefCell::new(None) };
}

/// Takes the shell's `$crate` off its input.
pub(crate) fn from_shell(input: TokenStream) -> TokenStream {
    let mut rest = input.clone().into_iter();
    let shell = match rest.next() {
        Some(TokenTree::Ident(word)) if word == "$crate" => Some(word),
        _ => None,
    };
    let input = if shell.is_some() { rest.collect() } else { input };
    SHELL.replace(shell);
    HOME.replace(None);
    input
}

/// The input of a macro without a shell.
pub(crate) fn without_shell(input: TokenStream) -> TokenStream {
    SHELL.replace(None);
    HOME.replace(None);
    input
}

/// The runtime is at this path.
pub(crate) fn set_home(path: TokenStream) {
    HOME.replace(Some(path));
}

/// The runtime's `__private`.
pub(crate) fn runtime() -> TokenStream {
    let shell = SHELL.with_borrow(Clone::clone);
    if let Some(shell) = shell {
        return quote!(#shell::__private);
    }
    if let Some(home) = HOME.with_borrow(Clone::clone) {
        return home;
    }
    let name = Ident::new(&manifest::name_of_runtime(), Span::mixed_site());
    quote!(::#name::__private)
}

/// The span of what an expansion introduces: its variables meet none of the user's.
pub(crate) fn site() -> Span {
    SHELL.with_borrow(|shell| shell.as_ref().map_or_else(Span::mixed_site, Ident::span))
}
