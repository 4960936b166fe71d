//! Raw identifiers: `r#send` is `send`, and a lint that knows a word has to know it in both spellings.
//!
//! Only the lints read the plain spelling; the expansion keeps the user's. A keyword stays raw: `r#type` has no other.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

/// The tokens with plain identifiers; none, if there is no raw one among them.
pub(super) fn plain(tokens: TokenStream) -> Option<TokenStream> {
    let mut changed = false;
    let tokens = respelled(tokens, &mut changed);
    changed.then_some(tokens)
}

fn respelled(tokens: TokenStream, changed: &mut bool) -> TokenStream {
    let one = |tree| match tree {
        TokenTree::Ident(name) => {
            let plain = name.to_string().strip_prefix("r#").and_then(|word| syn::parse_str::<Ident>(word).ok());
            TokenTree::Ident(plain.map_or_else(
                || name.clone(),
                |mut plain| {
                    *changed = true;
                    plain.set_span(name.span());
                    plain
                },
            ))
        }
        TokenTree::Group(group) => {
            let mut inside = Group::new(group.delimiter(), respelled(group.stream(), changed));
            inside.set_span(group.span());
            TokenTree::Group(inside)
        }
        other => other,
    };
    tokens.into_iter().map(one).collect()
}

/// A variable that a string names, which spells a keyword as it is: `"{type}"` names `r#type`.
pub(super) fn named_in_string(name: &str, span: proc_macro2::Span) -> Ident {
    let mut ident = syn::parse_str::<Ident>(name).unwrap_or_else(|_| match name {
        "self" | "Self" | "super" | "crate" | "_" => Ident::new(name, span),
        keyword => Ident::new_raw(keyword, span),
    });
    ident.set_span(span);
    ident
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn only_keywords_stay_raw() {
        assert!(plain(quote!(m.lock(r#type))).is_none());
        let text = plain(quote!(m.r#lock(r#type, { r#x }))).map(|tokens| tokens.to_string());
        assert_eq!(text, Some(quote!(m.lock(r#type, { x })).to_string()));
        let span = proc_macro2::Span::call_site();
        assert_eq!(named_in_string("type", span).to_string(), "r#type");
        assert_eq!(named_in_string("x", span).to_string(), "x");
    }
}
