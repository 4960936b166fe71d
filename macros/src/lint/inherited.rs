//! Levels on their way down: what a function or a `go!` says about the lints holds in every `go!` in it.
//!
//! Each `go!` is a macro call of its own and knows nothing of what is around it. So where levels are given, the expansion
//! writes them into the input of every `go!` in the body, wherever it stands; `syntax::statement` reads them there.
//!
//! Rejected: to lint all of a function's `go!`s from outside and tell each that it need not. It would change the input of
//! every `go!`, also of another crate's, for the sake of functions that say nothing.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::diagnostics::warning::Levels;
use crate::syntax::keywords::{GO, INHERITED};

/// The tokens, with the levels in every `go!` among them.
pub(crate) fn hand_down(tokens: TokenStream, levels: &Levels) -> TokenStream {
    if levels.is_empty() {
        return tokens;
    }
    let options = levels.to_options();
    let word = Ident::new(INHERITED, Span::mixed_site());
    into(tokens, &quote!(#[#word(#options)]))
}

fn into(tokens: TokenStream, attribute: &TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        let TokenTree::Group(group) = tree else {
            out.push(tree);
            continue;
        };
        let is_go = matches!(&out[..], [.., TokenTree::Ident(name), TokenTree::Punct(mark)]
            if name == GO && mark.as_char() == '!');
        let inside = group.stream();
        let inside = if is_go { quote!(#attribute #inside) } else { into(inside, attribute) };
        let mut changed = Group::new(group.delimiter(), inside);
        changed.set_span(group.span());
        out.push(TokenTree::Group(changed));
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::warning::Level;

    #[test]
    fn every_go_gets_the_levels_and_nothing_else_changes() {
        let mut levels = Levels::default();
        let tokens = quote!(if x {
            go!(f(go));
            vec![go! { g!(); }]
        });
        assert_eq!(hand_down(tokens.clone(), &levels).to_string(), tokens.to_string());
        levels.say(Level::Allow, Ident::new("held_guard", Span::call_site()));
        let text = hand_down(tokens, &levels).to_string();
        assert_eq!(text.matches("allow (held_guard)").count(), 2, "{text}");
        assert!(text.contains("go ! { # [__goroutines_inherited (allow (held_guard))] g ! () ; }"), "{text}");
    }
}
