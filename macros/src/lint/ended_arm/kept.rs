//! Whether a sender stays where it is, so that its channel does not end before the body does.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::syntax::keywords::GO;

/// Whether a sender is only ever borrowed or called in a body.
pub(super) fn stays(tokens: TokenStream, sender: &str) -> bool {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is_mark =
        |index: usize, mark: char| matches!(trees.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    let is_word = |index: usize, word: &str| matches!(trees.get(index), Some(TokenTree::Ident(found)) if found == word);
    let mut index = 0;
    while let Some(tree) = trees.get(index) {
        match tree {
            // The binding itself.
            TokenTree::Ident(word) if word == "let" && matches!(trees.get(index + 1), Some(TokenTree::Group(_))) => {
                index += 1;
            }
            TokenTree::Ident(word) if word == GO && is_mark(index + 1, '!') => {
                if let Some(TokenTree::Group(input)) = trees.get(index + 2)
                    && !stays_outside(input.stream(), sender)
                {
                    return false;
                }
                index += 2;
            }
            // What a closure moves, or may.
            TokenTree::Ident(word) if word == "move" && mentions(trees[index..].iter().cloned().collect(), sender) => {
                return false;
            }
            // `send(tx, v) -> r` in a `select!`.
            TokenTree::Ident(word)
                if word == "send" && index.checked_sub(1).is_none_or(|before| !is_mark(before, '.')) =>
            {
                if let Some(TokenTree::Group(group)) = trees.get(index + 1) {
                    let rest: TokenStream = group.stream().into_iter().skip(1).collect();
                    let is_sender =
                        matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(first)) if first == sender);
                    if is_sender {
                        if !stays(rest, sender) {
                            return false;
                        }
                        index += 1;
                    }
                }
            }
            TokenTree::Ident(word) if word == sender => {
                let before = index.checked_sub(1);
                let is_field = before.is_some_and(|before| is_mark(before, '.'));
                let borrowed = before.is_some_and(|before| is_mark(before, '&'));
                let called = is_mark(index + 1, '.') && !is_word(index + 2, "close");
                let assigned = is_mark(index + 1, '=');
                let offered = is_mark(index + 1, '<') && is_mark(index + 2, '-');
                // A field's name, or the one of a struct: `Server { tx: … }`.
                let names_field = is_mark(index + 1, ':');
                if !(is_field || borrowed || called || assigned || offered || names_field) {
                    return false;
                }
            }
            TokenTree::Group(group) if !stays(group.stream(), sender) => return false,
            _ => {}
        }
        index += 1;
    }
    true
}

/// Whether a sender stays outside of a goroutine: what that has under the name is a clone, or it borrows, in a scope.
fn stays_outside(input: TokenStream, sender: &str) -> bool {
    let trees: Vec<TokenTree> = input.clone().into_iter().collect();
    let is = |index: usize, text: &str| trees.get(index).is_some_and(|tree| tree.to_string() == text);
    let is_cloned = (0..trees.len()).any(|index| {
        is(index, sender) && is(index + 1, "=") && is(index + 2, sender) && is(index + 3, ".") && is(index + 4, "clone")
            || is(index, "clone") && is(index + 1, sender)
    });
    // `go!(work(tx.clone()))`: the arguments of a call are evaluated here; but the receiver of a method moves.
    let is_call = !is(0, sender)
        && trees.split_last().is_some_and(|(last, path)| {
            let in_parentheses =
                |tree: &TokenTree| matches!(tree, TokenTree::Group(list) if list.delimiter() == Delimiter::Parenthesis);
            let of_path = |tree: &TokenTree| match tree {
                TokenTree::Ident(word) => syn::parse_str::<syn::Ident>(&word.to_string()).is_ok(),
                TokenTree::Punct(mark) => matches!(mark.as_char(), ':' | '.'),
                _ => false,
            };
            in_parentheses(last) && path.iter().all(of_path)
        });
    is_cloned || (is(0, "in") || is_call) && stays(input.clone(), sender) || !mentions(input, sender)
}

fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(word) => word == name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::stays;
    use quote::quote;

    #[test]
    fn a_sender_that_is_only_borrowed_stays() {
        for code in [
            quote!(let (tx, a) = chan(0);),
            quote!(let (tx, a) = chan(0); tx.send(1);),
            quote!(let (tx, a) = chan(0); go!(|tx = tx.clone()| tx.send(1));),
            quote!(let (tx, a) = chan(0); go!(work(tx.clone()));),
            quote!(let (tx, a) = chan(0); go!(in s, tx.send(1));),
            quote!(let (tx, a) = chan(0); work(&tx, self.tx);),
            quote!(let (tx, a) = chan(0); select! { tx <- 1 => {}, <-a => {} }),
            quote!(let (tx, a) = chan(0); select! { send(tx, 1) -> _ => {}, recv(a) -> _ => {} }),
        ] {
            assert!(stays(code.clone(), "tx"), "{code}");
        }
        for code in [
            quote!(let (tx, a) = chan(0); go!(|| tx.send(1));),
            quote!(let (tx, a) = chan(0); go!(work(tx));),
            quote!(let (tx, a) = chan(0); go!(tx.send(1));),
            quote!(let (tx, a) = chan(0); go! { for i in 0..3 { tx.send(i); } }),
            quote!(let (tx, a) = chan(0); drop(tx);),
            quote!(let (tx, a) = chan(0); tx.close();),
            quote!(let (tx, a) = chan(0); thread::spawn(move || tx.send(1));),
            quote!(let (tx, a) = chan(0); Server { tx };),
            quote!(let (tx, a) = chan(0); other.send(tx);),
            quote!(let (tx, a) = chan(0); go!(|tx| tx.send(1));),
        ] {
            assert!(!stays(code.clone(), "tx"), "{code}");
        }
    }
}
