//! What becomes of a function under `#[goroutine]`.
//!
//! An ordinary function stays what it is, with checkpoints in its loops and one assertion for each
//! owned parameter. `main` and tests are kept whole as a function inside the one that the system
//! calls: `return`, `?` and type errors then mean and say what they always do.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    AttrStyle, Attribute, Expr, FnArg, Generics, ItemFn, Receiver, ReceiverKind, ReturnType, Stmt, Type, Visibility,
    parse_quote,
};

use super::parse::Function;
use crate::checkpoint;
use crate::guard;
use crate::lint;
use crate::syntax::keywords::GOROUTINE;
use crate::syntax::options::{Options, Place, World};
use crate::syntax::tokens::{located, mentions};

pub(super) fn function(function: Function, options: &Options, runtime: &TokenStream) -> TokenStream {
    let Function { mut item, place } = function;
    let warnings = lint::function(&mut item, &options.lints, options.world.is_bubble());
    if options.checkpoints {
        let held = guards(&item);
        checkpoint::insert_in_block(&mut item.block, runtime, held);
    }
    // What the parser gives back as it is, so that the tokens keep their spans.
    let warnings = (!warnings.is_empty()).then(|| Stmt::Expr(Expr::Verbatim(warnings), None));
    item.block.stmts.splice(0..0, warnings);
    let expansion = match place {
        Place::Main => main(item, options, runtime),
        Place::Test => test(item, options, runtime),
        Place::Function | Place::Goroutine => {
            let assertions = movable(&item, runtime);
            // It owns what a `go!` moves into it, whether it consumes it or not.
            if item.sig.inputs.iter().any(is_owned) {
                item.attrs.push(parse_quote!(#[allow(clippy::needless_pass_by_value)]));
            }
            item.block.stmts.splice(0..0, assertions);
            quote!(#item)
        }
    };
    // A `main` with other stacks knows that arrays are to fit on them.
    lint::hand_down(expansion, &lint::with_stacks_of(options))
}

/// What stands in for a function with a mistake: the function, so that its name and its body are
/// still there. A `main` that the compiler itself would refuse goes into one that it accepts.
pub(super) fn fallback(function: Function) -> TokenStream {
    let Function { mut item, place } = function;
    item.attrs.retain(|attribute| attribute.path().segments.last().is_none_or(|last| last.ident != GOROUTINE));
    let sig = &item.sig;
    let accepted = sig.inputs.is_empty()
        && sig.generics.params.is_empty()
        && sig.asyncness.is_none()
        && sig.abi.is_none()
        && matches!(sig.safety, syn::Safety::Default);
    if place == Place::Function || accepted {
        return quote!(#item);
    }
    let name = item.sig.ident.clone();
    let outer = take_outer(&mut item);
    if !item.sig.generics.params.is_empty() {
        return quote!(#(#outer)* fn #name() {});
    }
    quote! {
        #(#outer)*
        fn #name() {
            #item
            _ = #name;
        }
    }
}

/// The outer attributes: they belong to the function that the system calls.
fn take_outer(item: &mut ItemFn) -> Vec<Attribute> {
    let (inner, outer) = std::mem::take(&mut item.attrs)
        .into_iter()
        .partition(|attribute| matches!(attribute.style, AttrStyle::Inner(_)));
    item.attrs = inner;
    outer
}

/// A path into the runtime, at the place of the user's result type: that the type is no
/// `Termination` is said there.
fn reported_at_result(path: TokenStream, item: &ItemFn) -> TokenStream {
    let span = match &item.sig.output {
        ReturnType::Default => item.sig.ident.span(),
        ReturnType::Type(_, ty) => ty.span(),
    };
    located(path, span)
}

/// A function's name, at the place of its result type, for the same reason.
fn named_at_result(item: &ItemFn) -> Ident {
    let name = &item.sig.ident;
    match &item.sig.output {
        ReturnType::Default => name.clone(),
        ReturnType::Type(_, ty) => Ident::new(&name.to_string(), ty.span().resolved_at(name.span())),
    }
}

fn main(mut item: ItemFn, options: &Options, runtime: &TokenStream) -> TokenStream {
    let outer = take_outer(&mut item);
    let visibility = std::mem::replace(&mut item.vis, syn::Visibility::Inherited);
    let name = item.sig.ident.clone();
    let body = named_at_result(&item);
    let settings = options.settings();
    let run = reported_at_result(quote!(#runtime::run_main), &item);
    let abort = options.abort.then(|| quote!(.abort_on_panic()));
    quote! {
        #(#outer)*
        #visibility fn #name() -> ::std::process::ExitCode {
            #item
            #run(#runtime::MainOptions::new() #(#settings)* #abort, #body)
        }
    }
}

fn test(mut item: ItemFn, options: &Options, runtime: &TokenStream) -> TokenStream {
    let outer = take_outer(&mut item);
    let visibility = std::mem::replace(&mut item.vis, syn::Visibility::Inherited);
    let name = item.sig.ident.clone();
    let body = named_at_result(&item);
    // `#[should_panic]` demands a test without a result.
    let plain = match &item.sig.output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => matches!(&**ty, Type::Tuple(unit) if unit.elems.is_empty()),
    };
    if options.world.is_bubble() || options.deadline.is_some() {
        return test_with_options(&item, &outer, &visibility, plain, options, runtime);
    }
    if plain {
        return quote! {
            #(#outer)*
            #visibility fn #name() {
                #item
                #runtime::run_test(#body);
            }
        };
    }
    let run = reported_at_result(quote!(#runtime::run_test_with), &item);
    quote! {
        #(#outer)*
        #visibility fn #name() -> ::std::process::ExitCode {
            #item
            #run(#body)
        }
    }
}

/// A test that runs in a bubble, or has a deadline.
fn test_with_options(
    item: &ItemFn,
    outer: &[Attribute],
    visibility: &Visibility,
    plain: bool,
    options: &Options,
    runtime: &TokenStream,
) -> TokenStream {
    let (name, body) = (&item.sig.ident, named_at_result(item));
    let world = match &options.world {
        World::Real => None,
        World::Bubble => Some(quote!(.bubble())),
        World::Schedules(schedules) => Some(quote!(.schedules(#schedules))),
        World::AllSchedules => Some(quote!(.all_schedules())),
    };
    let deadline = options.deadline.map(|deadline| quote!(.deadline(#deadline)));
    if plain {
        return quote! {
            #(#outer)*
            #visibility fn #name() {
                #item
                #runtime::TestOptions::new() #world #deadline .run(#body);
            }
        };
    }
    let run = located(quote!(run_with), body.span());
    quote! {
        #(#outer)*
        #visibility fn #name() -> ::std::process::ExitCode {
            #item
            #runtime::TestOptions::new() #world #deadline .#run(#body)
        }
    }
}

/// The parameters that are guards.
fn guards(item: &ItemFn) -> Vec<String> {
    let mut names = Vec::new();
    for input in &item.sig.inputs {
        if let FnArg::Typed(typed) = input
            && guard::holds_guard(&typed.ty)
        {
            names.extend(guard::names(&typed.pat));
        }
    }
    names
}

/// Whether a parameter other than `self` is owned.
fn is_owned(input: &FnArg) -> bool {
    matches!(input, FnArg::Typed(typed) if !borrows(&typed.ty))
}

/// One assertion for each parameter that a goroutine would own.
fn movable(item: &ItemFn, runtime: &TokenStream) -> Vec<Stmt> {
    item.sig
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Receiver(receiver) => by_value(receiver, &item.sig.generics, runtime),
            FnArg::Typed(typed) => assertion(&typed.ty, &typed.attrs, &item.sig.generics, runtime),
        })
        .filter_map(|tokens| syn::parse2(tokens).ok())
        .collect()
}

fn by_value(receiver: &Receiver, generics: &Generics, runtime: &TokenStream) -> Option<TokenStream> {
    match &receiver.kind {
        ReceiverKind::Reference(..) => None,
        ReceiverKind::Value => {
            let span = receiver.self_token.span;
            let self_type = Ident::new("Self", span);
            Some(quote_spanned!(span=> #runtime::assert_self_movable::<#self_type, _>(|| ());))
        }
        ReceiverKind::Typed(_, ty) => assertion(ty, &receiver.attrs, generics, runtime),
        _ => None,
    }
}

fn assertion(ty: &Type, attributes: &[Attribute], generics: &Generics, runtime: &TokenStream) -> Option<TokenStream> {
    if borrows(ty) || unnameable(ty) {
        return None;
    }
    let cfg = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let span = ty.span();
    // Where a bound is missing rustc knows which one, if it is asked for the bound itself.
    if generics.type_params().any(|parameter| mentions(ty, &parameter.ident)) || looks_generic(ty.to_token_stream()) {
        return Some(quote_spanned!(span=> #(#cfg)* #runtime::assert_send::<#ty>();));
    }
    if mentions(ty, &Ident::new("Self", span)) {
        return Some(quote_spanned!(span=> #(#cfg)* #runtime::assert_self_movable::<#ty, _>(|| ());));
    }
    Some(quote_spanned!(span=> #(#cfg)* #runtime::assert_movable::<#ty>();))
}

/// Whether a type has a name in it such as generic parameters bear. Those of an `impl` around the function cannot be seen.
fn looks_generic(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => {
            let word = word.to_string();
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.all(|letter| letter.is_ascii_digit())
        }
        TokenTree::Group(group) => looks_generic(group.stream()),
        _ => false,
    })
}

/// Whether a parameter is borrowed, not owned: a reference, or a pinned one.
fn borrows(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) | Type::Ptr(_) => true,
        Type::Paren(inner) => borrows(&inner.elem),
        Type::Group(inner) => borrows(&inner.elem),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return false;
            };
            last.ident == "Pin"
                && arguments
                    .args
                    .iter()
                    .any(|argument| matches!(argument, syn::GenericArgument::Type(inner) if borrows(inner)))
        }),
        _ => false,
    }
}

/// Whether a type cannot be written in an expression, as `impl Trait` cannot.
fn unnameable(ty: &Type) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_type(&mut self, ty: &'ast Type) {
            self.0 |= matches!(ty, Type::ImplTrait(_) | Type::Verbatim(_));
            visit::visit_type(self, ty);
        }
    }

    let mut search = Search(false);
    search.visit_type(ty);
    search.0
}
