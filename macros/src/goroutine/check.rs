//! What a function under `#[goroutine]` cannot be.

use super::parse::Function;
use crate::diagnostics::catalog;
use crate::diagnostics::error::{Problems, at, at_with};
use crate::syntax::keywords::GOROUTINE;
use crate::syntax::options::Place;

/// Adds the function's own mistakes; one, if there are several about the same thing.
pub(super) fn function(function: &Function, problems: &mut Problems) {
    let signature = &function.item.sig;
    for attribute in &function.item.attrs {
        let last = attribute.path().segments.last();
        if last.is_some_and(|last| last.ident == GOROUTINE) {
            problems.add(at(attribute, catalog::ATTRIBUTE_REPEATED));
        }
    }
    if let Some(keyword) = &signature.asyncness {
        problems.add(at(keyword, catalog::ON_ASYNC));
    } else if let Some(keyword) = &signature.constness {
        problems.add(at(keyword, catalog::ON_CONST));
    } else if let Some(abi) = &signature.abi {
        problems.add(at(abi, catalog::ON_EXTERN));
    } else if function.place != Place::Function {
        let what = match function.place {
            Place::Test => "a test",
            _ => "`main`",
        };
        if !signature.inputs.is_empty() {
            problems.add(at_with(&signature.inputs, catalog::MAIN_PARAMETERS, &[what]));
        } else if !signature.generics.params.is_empty() {
            problems.add(at_with(&signature.generics, catalog::MAIN_PARAMETERS, &[what]));
        } else if let syn::Safety::Unsafe(keyword) = &signature.safety {
            problems.add(at_with(keyword, catalog::MAIN_UNSAFE, &[what]));
        }
    }
}
