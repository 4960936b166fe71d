//! Broken inputs for the tests: a macro may refuse anything, but it must never panic.

use proc_macro2::{Group, TokenStream, TokenTree};

/// Tries every input that comes from `tokens` by leaving out, doubling or swapping tokens, or by
/// cutting it short, at any depth; and a few hundred with several of these at once.
pub(crate) fn every_way(tokens: TokenStream, mut run: impl FnMut(TokenStream)) {
    let variants = variants(&tokens);
    for variant in &variants {
        run(variant.clone());
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..300 {
        let mut broken = tokens.clone();
        for _ in 0..3 {
            let choices = self::variants(&broken);
            if choices.is_empty() {
                break;
            }
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let index = usize::try_from(state % choices.len() as u64).unwrap_or(0);
            broken = choices[index].clone();
        }
        run(broken);
    }
}

fn variants(tokens: &TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    for index in 0..trees.len() {
        let mut without = trees.clone();
        without.remove(index);
        found.push(without.into_iter().collect());
        let mut doubled = trees.clone();
        doubled.insert(index, trees[index].clone());
        found.push(doubled.into_iter().collect());
        found.push(trees[..index].iter().cloned().collect());
        if index + 1 < trees.len() {
            let mut swapped = trees.clone();
            swapped.swap(index, index + 1);
            found.push(swapped.into_iter().collect());
        }
        if let TokenTree::Group(group) = &trees[index] {
            for inside in variants(&group.stream()) {
                let mut changed = trees.clone();
                changed[index] = TokenTree::Group(Group::new(group.delimiter(), inside));
                found.push(changed.into_iter().collect());
            }
        }
    }
    found
}
