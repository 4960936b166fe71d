//! The capture list of `go!`: what a goroutine takes, by name.
//!
//! `a` moves `a`, `a = expr` evaluates `expr` now, `clone a` is `a = a.clone()`, `&a` and `&mut a` borrow, `mut a` takes a
//! variable that the body may change. The list ends at the first `|` outside brackets.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Expr, Ident, Token, token};

use super::paths::site;
use super::rendering::render;
use super::tokens::skip;
use crate::diagnostics::catalog;
use crate::diagnostics::error::{at, at_span, at_with, here, here_with};

/// The list.
pub(crate) struct Captures {
    /// Where it opens: there the goroutine's closure is, and rustc says that a value moved into it.
    pub(crate) open: Span,
    entries: Vec<Capture>,
}

impl Captures {
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Capture> {
        self.entries.iter()
    }
}

impl<'a> IntoIterator for &'a Captures {
    type Item = &'a Capture;
    type IntoIter = std::slice::Iter<'a, Capture>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One entry of the list.
pub(crate) struct Capture {
    /// `mut`, when the body may change its variable.
    pub(crate) mutability: Option<Token![mut]>,
    /// What the body calls it.
    pub(crate) name: Ident,
    /// What it is; by default the variable of that name.
    pub(crate) source: Source,
}

/// Where a captured value comes from.
pub(crate) enum Source {
    Variable,
    Initialiser(Expr),
    Borrowed(Token![&], Option<Token![mut]>),
}

/// Whether a capture list comes next: `|…|`, `||`, either after `move`, or `move` and a block, which
/// rustc proposes to write where a body in a scope borrows what does not live long enough.
pub(crate) fn peek(input: ParseStream<'_>) -> bool {
    input.peek(Token![|])
        || input.peek(Token![||])
        || input.peek(Token![move]) && (input.peek2(Token![|]) || input.peek2(Token![||]) || input.peek2(token::Brace))
}

/// Reads the list and the bars around it.
pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Captures> {
    let keyword: Option<Token![move]> = input.parse()?;
    let open = keyword.map(|keyword| keyword.span);
    if let Some(open) = open
        && input.peek(token::Brace)
    {
        return Ok(Captures { open, entries: Vec::new() });
    }
    if input.peek(Token![||]) {
        let bars = input.parse::<Token![||]>()?;
        return Ok(Captures { open: open.unwrap_or(bars.spans[0]), entries: Vec::new() });
    }
    let bar: Token![|] = input.parse()?;
    let open = open.unwrap_or(bar.spans[0]);
    let mut list = TokenStream::new();
    loop {
        let Some(token) = skip(input) else {
            return Err(at(bar, catalog::CAPTURES_UNCLOSED));
        };
        match &token {
            // The two bars of `||` arrive as one joint pair: the first ends the list.
            TokenTree::Punct(bar) if bar.as_char() == '|' => {
                if bar.spacing() == Spacing::Joint && input.peek(Token![|]) {
                    return Err(at(token, catalog::CAPTURES_BAR));
                }
                break;
            }
            _ => list.extend([token]),
        }
    }
    if input.peek(Token![->]) {
        return Err(here(input, catalog::CAPTURES_RETURN_TYPE));
    }
    let entries = entries.parse2(list)?;
    if input.is_empty() {
        return Err(at_span(input.cursor().prev_span(), catalog::CAPTURES_NO_BODY));
    }
    for (index, capture) in entries.iter().enumerate() {
        if entries[..index].iter().any(|other| other.name == capture.name) {
            let name = capture.name.to_string();
            return Err(at_with(&capture.name, catalog::CAPTURE_REPEATED, &[&name]));
        }
    }
    Ok(Captures { open, entries })
}

fn entries(input: ParseStream<'_>) -> syn::Result<Vec<Capture>> {
    let mut captures = Vec::new();
    while !input.is_empty() {
        captures.push(entry(input)?);
        if input.is_empty() {
            break;
        }
        if !input.peek(Token![,]) {
            return Err(here(input, catalog::CAPTURE_COMMA));
        }
        input.parse::<Token![,]>()?;
    }
    Ok(captures)
}

fn entry(input: ParseStream<'_>) -> syn::Result<Capture> {
    if let Some(error) = closure_pattern(input) {
        return Err(error);
    }
    let keyword = clone_keyword(input);
    let source = if keyword.is_none() && input.peek(Token![&]) && !input.peek(Token![&&]) {
        Source::Borrowed(input.parse()?, input.parse()?)
    } else {
        Source::Variable
    };
    let mutability = match source {
        Source::Borrowed(..) => None,
        _ => input.parse()?,
    };
    if mutability.is_some() && clone_keyword(&input.fork()).is_some() {
        return Err(here(input, catalog::CAPTURE_CLONE_MUT));
    }
    if !input.peek(Ident::peek_any) || input.peek(Token![_]) {
        return Err(here(input, catalog::CAPTURE_EXPECTED));
    }
    let name = input.call(Ident::parse_any)?;
    let is_self = name == "self";
    if !is_self && syn::parse_str::<Ident>(&name.to_string()).is_err() {
        return Err(at(name, catalog::CAPTURE_EXPECTED));
    }
    if input.peek(Token![.]) || input.peek(Token![::]) || input.peek(token::Paren) || input.peek(token::Bracket) {
        return Err(place(&name, keyword.is_some(), input));
    }
    if is_self
        && (keyword.is_some() || mutability.is_some() || !matches!(source, Source::Variable) || input.peek(Token![=]))
    {
        return Err(at(name, catalog::CAPTURE_SELF));
    }
    if input.peek(Token![:]) {
        return Err(here(input, catalog::CAPTURE_TYPE));
    }
    if let Some(keyword) = keyword {
        if input.peek(Token![=]) {
            let word = name.to_string();
            return Err(at_with(name, catalog::CAPTURE_CLONE_INITIALISER, &[&word, &word]));
        }
        // At the keyword, where it is said that there is no such method.
        let clone = quote_spanned!(site().located_at(keyword.span())=> .clone());
        let value = syn::parse2(quote_spanned!(name.span()=> #name #clone))?;
        return Ok(Capture { mutability, name, source: Source::Initialiser(value) });
    }
    if !input.peek(Token![=]) {
        return Ok(Capture { mutability, name, source });
    }
    if let Source::Borrowed(..) = source {
        let word = name.to_string();
        return Err(at_with(name, catalog::CAPTURE_BORROW_INITIALISER, &[&word, &word]));
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() || input.peek(Token![,]) {
        let word = name.to_string();
        return Err(at_with(name, catalog::CAPTURE_NO_INITIALISER, &[&word]));
    }
    let source = Source::Initialiser(input.parse()?);
    Ok(Capture { mutability, name, source })
}

/// Takes `clone` before the name of a variable; a variable may have that name itself.
fn clone_keyword(input: ParseStream<'_>) -> Option<Ident> {
    let ahead = input.fork();
    let word = ahead.call(Ident::parse_any).ok()?;
    if word != "clone" || !ahead.peek(Ident::peek_any) {
        return None;
    }
    input.call(Ident::parse_any).ok()
}

/// The error for what a closure's list could have and this one has not, `ref a` among it, which rustc proposes.
fn closure_pattern(input: ParseStream<'_>) -> Option<syn::Error> {
    let ahead = input.fork();
    if ahead.parse::<Token![ref]>().is_ok() {
        let mutable = ahead.parse::<Option<Token![mut]>>().ok()?.map_or("", |_| "mut ");
        let name = ahead.call(Ident::parse_any).ok()?.to_string();
        return Some(here_with(input, catalog::CAPTURE_REF, &[mutable, &name]));
    }
    if input.peek(Token![_]) {
        return Some(here(input, catalog::CAPTURE_WILDCARD));
    }
    None
}

/// The error for a field, a method call or a path where the name of a variable is expected: it says which name to give.
fn place(name: &Ident, cloned: bool, input: ParseStream<'_>) -> syn::Error {
    let mut tokens = TokenStream::from(TokenTree::Ident(name.clone()));
    while !input.is_empty() && !input.peek(Token![,]) && !input.peek(Token![=]) {
        tokens.extend(skip(input));
    }
    let value = render(&tokens);
    let known = syn::parse2::<Expr>(tokens.clone()).ok().and_then(|expr| named(&expr));
    let known = known.map_or_else(|| "a".to_owned(), |name| name.to_string());
    if cloned {
        return at_with(tokens, catalog::CAPTURE_PLACE, &[&known, &format!("{value}.clone()")]);
    }
    if value == format!("{name}.clone()") && name != "self" {
        return at_with(tokens, catalog::CAPTURE_CLONED, &[&known, &known, &value]);
    }
    at_with(tokens, catalog::CAPTURE_PLACE, &[&known, &value])
}

/// The name that an expression's value would bear.
fn named(expr: &Expr) -> Option<Ident> {
    match expr {
        Expr::Path(path) => path.path.get_ident().filter(|name| *name != "self").cloned(),
        Expr::Field(field) => match &field.member {
            syn::Member::Named(name) => Some(name.clone()),
            syn::Member::Unnamed(_) => named(&field.base),
        },
        Expr::MethodCall(call) => named(&call.receiver),
        Expr::Call(call) => call.args.first().and_then(named),
        Expr::Reference(inner) => named(&inner.expr),
        Expr::Unary(inner) => named(&inner.expr),
        Expr::Paren(inner) => named(&inner.expr),
        Expr::Index(inner) => named(&inner.expr),
        Expr::Try(inner) => named(&inner.expr),
        _ => None,
    }
}

/// Whether the tokens look like a block: used to word the error for a list that ended too soon.
pub(crate) fn starts_with_bar(input: ParseStream<'_>) -> bool {
    input.peek(Token![|])
        || input.peek(Token![||])
        || input
            .cursor()
            .group(Delimiter::None)
            .is_some_and(|(inside, _, _)| inside.punct().is_some_and(|(p, _)| p.as_char() == '|'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    fn read(tokens: TokenStream) -> Result<Vec<String>, String> {
        let parser = |input: ParseStream<'_>| {
            let captures = parse(input)?;
            input.parse::<TokenStream>()?;
            Ok(captures)
        };
        let captures = parser.parse2(tokens).map_err(|error| error.to_string())?;
        Ok(captures.iter().map(|capture| capture.name.to_string()).collect())
    }

    #[test]
    fn all_kinds_of_entries() {
        let names = read(quote!(|tx = tx.clone(), i, &data, &mut sum, mut n, mut m = 1,| f()));
        assert_eq!(names.unwrap(), ["tx", "i", "data", "sum", "n", "m"]);
        assert!(read(quote!(|| f())).unwrap().is_empty());
        assert!(read(quote!(move || f())).unwrap().is_empty());
        assert!(read(quote!(move { f() })).unwrap().is_empty());
        assert_eq!(read(quote!(move |self| f())).unwrap(), ["self"]);
        assert_eq!(read(quote!(|f = (|x| x), g = (a | b)| f(g))).unwrap(), ["f", "g"]);
        assert_eq!(read(quote!(|clone tx, clone mut n, clone, mut x| f())).unwrap(), ["tx", "n", "clone", "x"]);
        assert_eq!(read(quote!(|clone clone| f())).unwrap(), ["clone"]);
        assert_eq!(read(quote!(|clone = 1| f())).unwrap(), ["clone"]);
    }

    #[test]
    fn mistakes() {
        for wrong in [
            quote!(|a, b),
            quote!(|a|),
            quote!(|a b| f()),
            quote!(|a, a| f()),
            quote!(|a: u8| f()),
            quote!(|a.b| f()),
            quote!(|&a = 1| f()),
            quote!(|a =| f()),
            quote!(|1| f()),
            quote!(|_| f()),
            quote!(|&self| f()),
            quote!(|a = b || c| f()),
            quote!(|a| -> u8 { 1 }),
            quote!(|for| f()),
            quote!(|ref a| f()),
            quote!(|a.clone()| f()),
            quote!(|clone a.b| f()),
            quote!(|clone a = b| f()),
            quote!(|clone self| f()),
            quote!(|clone 1| f()),
            quote!(|mut clone a| f()),
            quote!(|&clone a| f()),
            quote!(|Arc::clone(&a)| f()),
            quote!(|(a, b)| f()),
        ] {
            let text = wrong.to_string();
            assert!(read(wrong).is_err(), "{text}");
        }
    }
}
