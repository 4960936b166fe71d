//! `select!`: parse the arms in both dialects, check them together, expand.
//!
//! One arm with a mistake is one error; the other arms are expanded all the same, so that they go
//! on being type-checked and the whole keeps its type.

mod apart;
mod arm;
mod bind;
mod case;
mod check;
mod expand;
mod no_arrow;
mod parse;
mod print;
mod slip;
mod temporaries;
mod values;
mod worded;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use arm::{Operation, Select};

use crate::diagnostics::error::Problems;
use crate::syntax::paths;
use crate::syntax::tokens::peel_stream;

/// The macro's expansion; `biased` as if the arms began with `biased;`.
pub(crate) fn select(input: TokenStream, biased: bool) -> TokenStream {
    let mut problems = Problems::default();
    let mut select = parse::select(peel_stream(input), &mut problems);
    select.biased |= biased;
    check::select(&mut select, &mut problems);
    let runtime = paths::runtime();
    let expansion = expand::select(&select, &runtime);
    if problems.is_empty() {
        return expansion;
    }
    let errors = problems.to_compile_errors();
    // Arms that could not be read might have gone on to what follows: it is no unreachable code.
    if select.arms.is_empty() {
        return quote!({ #errors });
    }
    if select.arms.iter().all(|arm| arm.leaves()) {
        return quote!(if ::core::convert::identity(true) { #expansion } else { #errors });
    }
    quote!({ #errors #expansion })
}

/// Whether all of a `select!` could be read.
#[cfg(test)]
pub(crate) fn is_readable(input: TokenStream) -> bool {
    let mut problems = Problems::default();
    let mut select = parse::select(peel_stream(input), &mut problems);
    check::select(&mut select, &mut problems);
    problems.is_empty() && select.arms.iter().all(arm::Arm::is_readable)
}

#[cfg(test)]
mod tests;
