//! What the lints find, each with the word that it points at. A body and the `go!`s in it are looked at as their
//! expansions do it, so a mistake that two of them saw would be here twice.

/// The findings in statements of a function.
macro_rules! in_body {
    ($($code:tt)*) => { found(quote!(), quote!(fn f() { $($code)* })) };
}

macro_rules! assert_found {
    ([$($expected:literal),*] $($code:tt)*) => {
        assert_eq!(in_body!($($code)*), [$($expected),*] as [&str; { 0 $(+ { _ = $expected; 1 })* }], "{}", quote!($($code)*));
    };
}

mod blocking_call;
mod busy_select;
mod busy_try;
mod captured_loop_variable;
mod done_on_every_path;
mod dropped_at_once;
mod ended_arm;
mod fresh_ticker;
mod held_guard;
mod large_on_stack;
mod levels;
mod lost_cancel;
mod lost_result;
mod lost_write;
mod open_sender;
mod park_in_local;
mod self_deadlock;
mod unjoined_assert;
mod unpolled_future;
mod wait_group_add_in_goroutine;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::*;
use crate::diagnostics::error::Problems;
use crate::syntax::options::{Options, Place};

/// What is found in a function: `lint at word`, in no particular order.
fn found(options: TokenStream, function: TokenStream) -> Vec<String> {
    let mut problems = Problems::default();
    let options = Options::parse(options, Place::Function, &mut problems);
    let item: ItemFn = syn::parse2(function).unwrap();
    let mut all = all_of(found_in_function(&item, &options.lints, options.world.is_bubble()));
    let inside = hand_down(quote::ToTokens::to_token_stream(&item), &options.lints);
    of_every_go(inside, &mut all);
    all.sort();
    all
}

/// The lint and the name in backquotes that the text begins with.
fn all_of(found: Found) -> Vec<String> {
    let suspicions = found.suspicions.iter().map(|suspicion| described(&suspicion.finding).replace(' ', "? "));
    found.findings.iter().map(described).chain(suspicions).collect()
}

fn described(finding: &Finding) -> String {
    let word = finding.text.split('`').nth(1).unwrap_or_default();
    format!("{} {word}", finding.lint)
}

fn of_every_go(tokens: TokenStream, all: &mut Vec<String>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, tree) in trees.iter().enumerate() {
        let TokenTree::Group(group) = tree else { continue };
        let is_go = index >= 2
            && matches!((&trees[index - 2], &trees[index - 1]), (TokenTree::Ident(name), TokenTree::Punct(mark))
                if name == "go" && mark.as_char() == '!');
        let mut inside = group.stream();
        let plain = raw::plain(inside.clone()).unwrap_or_else(|| inside.clone());
        if is_go && let Some(statement) = content::go(plain) {
            all.extend(all_of(found_in_goroutine(&statement)));
            inside = hand_down(inside, &statement.options.lints);
        }
        of_every_go(inside, all);
    }
}

#[test]
fn mutilated_inputs_never_panic() {
    let code = quote! {
        fn f(config: &RwLock<u8>) {
            use std::fs::{self, read};
            for (i, S { j, .. }) in list {
                go!(in s, |tx = tx.clone(), &b| { println!("{i:>j$}", a = 2); n[i] += 1; wg.add(1); });
                while let Some(x) = m.lock().unwrap().pop() { odd! { i => go! { fs::read(x) } } }
            }
            loop { select! { Ok(v) = <-rx else { return } => v, default => continue } }
            let (ctx, _) = ctx.with_cancel();
        }
    };
    crate::mutilate::every_way(code, |tokens| {
        if let Ok(mut item) = syn::parse2::<ItemFn>(tokens.clone()) {
            _ = function(&mut item, &Levels::default(), false);
        }
        if let Some(mut statement) = content::go(tokens.clone()) {
            _ = goroutine(&tokens, &mut statement);
        }
    });
}
