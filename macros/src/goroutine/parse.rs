//! Reads the function under `#[goroutine]`, or says what is there instead.
//!
//! A body that is no Rust is kept as it is: the compiler has parsed the function before the attribute sees it, and has said
//! what is wrong. (Or nothing was wrong, and it knows more Rust than the parser here: then the function goes without
//! checkpoints and lints.) Of an item whose head is no Rust it has spoken too.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Expr, Item, ItemFn, Stmt, TraitItemFn};

use crate::diagnostics::catalog;
use crate::diagnostics::error::{at, at_with};
use crate::syntax::options::Place;

/// A function and what it is to us.
pub(super) struct Function {
    pub(super) item: ItemFn,
    pub(super) place: Place,
}

/// Whether an attribute is `#[test]`, under any of its paths.
fn is_test(attribute: &Attribute) -> bool {
    let segments = &attribute.path().segments;
    let first = segments.first().map(|segment| segment.ident.to_string());
    let last = segments.last().map(|segment| segment.ident.to_string());
    let of_std = segments.len() == 1 || matches!(first.as_deref(), Some("core" | "std"));
    of_std && last.as_deref() == Some("test")
}

/// The function; or the error to report, if there is one to report.
pub(super) fn function(tokens: TokenStream) -> Result<Function, Option<syn::Error>> {
    let Some(item) = syn::parse2::<ItemFn>(tokens.clone()).ok().or_else(|| unread(&tokens)) else {
        return Err(instead(&tokens));
    };
    let place = if item.attrs.iter().any(is_test) {
        Place::Test
    } else if item.sig.ident == "main" && item.sig.receiver().is_none() {
        Place::Main
    } else {
        Place::Function
    };
    Ok(Function { item, place })
}

/// A function whose body is no Rust.
fn unread(tokens: &TokenStream) -> Option<ItemFn> {
    let mut trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let body = match trees.pop() {
        Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => body,
        _ => return None,
    };
    let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
    empty.set_span(body.span());
    trees.push(empty.into());
    let mut item = syn::parse2::<ItemFn>(trees.into_iter().collect()).ok()?;
    item.block.stmts.push(Stmt::Expr(Expr::Verbatim(body.stream()), None));
    Some(item)
}

/// The error for an item that is no function with a body.
fn instead(tokens: &TokenStream) -> Option<syn::Error> {
    if let Ok(method) = syn::parse2::<TraitItemFn>(tokens.clone()) {
        return Some(at(method.sig.ident, catalog::NO_BODY));
    }
    let (keyword, noun) = match syn::parse2::<Item>(tokens.clone()).ok()? {
        Item::Impl(item) => return Some(at(item.impl_token, catalog::ON_IMPL)),
        Item::Trait(item) => return Some(at(item.trait_token, catalog::ON_IMPL)),
        Item::Struct(item) => (item.struct_token.to_token_stream(), "a struct"),
        Item::Enum(item) => (item.enum_token.to_token_stream(), "an enum"),
        Item::Union(item) => (item.union_token.to_token_stream(), "a union"),
        Item::Const(item) => (item.const_token.to_token_stream(), "a constant"),
        Item::Static(item) => (item.static_token.to_token_stream(), "a static"),
        Item::Mod(item) => (item.mod_token.to_token_stream(), "a module"),
        Item::Type(item) => (item.type_token.to_token_stream(), "a type alias"),
        Item::Use(item) => (item.use_token.to_token_stream(), "an import"),
        Item::ExternCrate(item) => (item.extern_token.to_token_stream(), "an import"),
        Item::ForeignMod(item) => (item.abi.to_token_stream(), "an extern block"),
        Item::Macro(item) => (item.mac.path.to_token_stream(), "a macro"),
        other => (other.to_token_stream(), "this"),
    };
    Some(at_with(keyword, catalog::NOT_A_FUNCTION, &[noun]))
}
