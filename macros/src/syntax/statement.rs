//! Reads the input of `go!`: options, scope, and the work.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprCall, ExprMethodCall, Ident, Meta, Token, token};

use super::body::Body;
use super::captures::{self, Captures};
use super::habits;
use super::keywords::{GOROUTINE, INHERITED};
use super::options::{Options, Place};
use super::paths::site;
use super::slip;
use super::tokens::{braced, peel, skip};
use crate::diagnostics::catalog;
use crate::diagnostics::error::{Problems, at, at_span, here};
use crate::diagnostics::warning::Levels;

/// A whole `go!`.
pub(crate) struct Statement {
    pub(crate) options: Options,
    pub(crate) scope: Option<Expr>,
    pub(crate) work: Work,
}

/// What the goroutine does.
pub(crate) enum Work {
    /// A call, whose parts are evaluated now.
    Call(ExprCall),
    /// A method call, whose receiver and arguments are evaluated now.
    Method(ExprMethodCall),
    /// Code that runs in the goroutine, with a capture list or without.
    Body(Option<Captures>, Body),
}

pub(crate) fn statement(tokens: TokenStream, problems: &mut Problems) -> Option<Statement> {
    if tokens.is_empty() {
        problems.add(at_span(site(), catalog::WORK_EXPECTED));
        return None;
    }
    let parser = |input: ParseStream<'_>| {
        let inherited = inherited(input, problems)?;
        let mut attribute = None;
        take_attributes(input, &mut attribute)?;
        let scope = if input.peek(Token![in]) { Some(scope(input)?) } else { None };
        take_attributes(input, &mut attribute)?;
        let mut options = match attribute {
            Some(attribute) => options(attribute, problems)?,
            None => Options::default(),
        };
        options.lints = inherited.with(&options.lints);
        let work = work(input)?;
        Ok(Statement { options, scope, work })
    };
    match parser.parse2(tokens) {
        Ok(statement) => Some(statement),
        Err(error) => {
            problems.add(error);
            None
        }
    }
}

/// Takes the levels that come down from the code around, which `lint::hand_down` has written there.
fn inherited(input: ParseStream<'_>, problems: &mut Problems) -> syn::Result<Levels> {
    let fork = input.fork();
    if !input.peek(Token![#]) || !input.peek2(token::Bracket) {
        return Ok(Levels::default());
    }
    let attributes = fork.call(Attribute::parse_outer)?;
    let Some(Meta::List(list)) = attributes.first().map(|first| &first.meta) else { return Ok(Levels::default()) };
    if !list.path.is_ident(INHERITED) {
        return Ok(Levels::default());
    }
    skip(input);
    skip(input);
    Ok(Options::parse(list.tokens.clone(), Place::Goroutine, problems).lints)
}

/// Takes `#[goroutine(…)]`; other attributes belong to the first statement of the body.
fn take_attributes(input: ParseStream<'_>, found: &mut Option<Attribute>) -> syn::Result<()> {
    while input.peek(Token![#]) && input.peek2(token::Bracket) {
        let fork = input.fork();
        let attributes = fork.call(Attribute::parse_outer)?;
        let ours = attributes
            .first()
            .is_some_and(|attribute| attribute.path().segments.last().is_some_and(|last| last.ident == GOROUTINE));
        if !ours {
            if let Some(error) = attributes.first().and_then(slip::attribute) {
                return Err(error);
            }
            break;
        }
        skip(input);
        skip(input);
        for attribute in attributes.into_iter().take(1) {
            if found.is_some() {
                return Err(at(attribute, catalog::ATTRIBUTE_REPEATED));
            }
            *found = Some(attribute);
        }
    }
    Ok(())
}

fn options(attribute: Attribute, problems: &mut Problems) -> syn::Result<Options> {
    match attribute.meta {
        Meta::Path(_) => Ok(Options::default()),
        Meta::List(list) => Ok(Options::parse(list.tokens, Place::Goroutine, problems)),
        other => Err(at(other, catalog::ATTRIBUTE_FORM)),
    }
}

/// `in SCOPE,`: the expression up to the first comma or bar.
fn scope(input: ParseStream<'_>) -> syn::Result<Expr> {
    let keyword: Token![in] = input.parse()?;
    let mut tokens = TokenStream::new();
    let mut after_name = false;
    while !input.is_empty() && !input.peek(Token![,]) && !input.peek(Token![|]) && !input.peek(Token![||]) {
        // A scope has no fields to give: the block is the goroutine's.
        if after_name && input.peek(token::Brace) {
            return Err(here(input, catalog::SCOPE_COMMA));
        }
        after_name = input.peek(Ident) || input.peek(Token![self]);
        tokens.extend(skip(input));
    }
    if tokens.is_empty() {
        return Err(at(keyword, catalog::SCOPE_EXPECTED));
    }
    let parser = |inside: ParseStream<'_>| {
        let expr = inside.parse::<Expr>()?;
        if !inside.is_empty() {
            return Err(here(inside, catalog::SCOPE_COMMA));
        }
        Ok(peel(expr))
    };
    let expr = parser.parse2(tokens)?;
    if !input.peek(Token![,]) {
        return Err(here(input, catalog::SCOPE_COMMA));
    }
    input.parse::<Token![,]>()?;
    Ok(expr)
}

fn work(input: ParseStream<'_>) -> syn::Result<Work> {
    if input.is_empty() {
        return Err(at_span(input.cursor().prev_span(), catalog::WORK_EXPECTED));
    }
    if captures::peek(input) {
        let list = captures::parse(input)?;
        if input.is_empty() {
            return Err(at_span(input.cursor().prev_span(), catalog::CAPTURES_NO_BODY));
        }
        if captures::starts_with_bar(input) {
            return Err(here(input, catalog::CAPTURES_BAR));
        }
        let body = body(&list, input)?;
        return Ok(Work::Body(Some(list), body));
    }
    if let Some(error) = slip::option(input) {
        return Err(error);
    }
    let start = input.fork();
    let attributes = start.fork().call(Attribute::parse_outer).unwrap_or_default();
    match Body::parse_rest(input) {
        Ok(Body::Expression(_)) if !attributes.is_empty() => Err(slip::attributed(&attributes[0])),
        Ok(Body::Expression(Expr::Call(call))) => Ok(Work::Call(call)),
        Ok(Body::Expression(Expr::MethodCall(call))) => Ok(Work::Method(call)),
        Ok(body) => Ok(Work::Body(None, body)),
        Err(_) => {
            let tokens: TokenStream = start.fork().parse()?;
            if let Some(error) = habits::find(tokens.clone()).or_else(|| slip::work(&start)) {
                return Err(error);
            }
            input.parse::<TokenStream>()?;
            Ok(unread_call(&tokens).unwrap_or_else(|| Work::Body(None, unread(tokens))))
        }
    }
}

fn body(list: &Captures, input: ParseStream<'_>) -> syn::Result<Body> {
    let start = input.fork();
    Body::parse_rest(input).or_else(|_| {
        let tokens: TokenStream = start.fork().parse()?;
        if let Some(error) = habits::find(tokens.clone()).or_else(|| slip::body(list, &start)) {
            return Err(error);
        }
        input.parse::<TokenStream>()?;
        Ok(unread(tokens))
    })
}

/// A body that is no Rust, or not yet, as while it is being written. It stays as it is: the compiler says what is
/// wrong with it, and an editor completes in it. (An editor expands the input once as it is and once with a name at the
/// cursor, and looks for one place in both: up to there both expansions must be the same text.)
fn unread(tokens: TokenStream) -> Body {
    let statements = tokens.clone().into_iter().any(|token| match token {
        TokenTree::Punct(mark) => mark.as_char() == ';',
        TokenTree::Ident(word) => word == "let",
        _ => false,
    });
    Body::Expression(Expr::Verbatim(if statements { braced(tokens) } else { tokens }))
}

/// A call of which an argument is no Rust, or not yet: it still is the call form.
fn unread_call(tokens: &TokenStream) -> Option<Work> {
    let mut trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let Some(TokenTree::Group(list)) = trees.pop().filter(is_list) else { return None };
    let mut arguments = Punctuated::new();
    let mut argument = TokenStream::new();
    for token in list.stream() {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                arguments.push(argument_or_unread(argument));
                argument = TokenStream::new();
            }
            other => argument.extend([other]),
        }
    }
    if !argument.is_empty() {
        arguments.push(argument_or_unread(argument));
    }
    let mut empty = Group::new(Delimiter::Parenthesis, TokenStream::new());
    empty.set_span(list.span());
    trees.push(empty.into());
    match syn::parse2(trees.into_iter().collect()).ok()? {
        Expr::Call(call) => Some(Work::Call(ExprCall { args: arguments, ..call })),
        Expr::MethodCall(call) => Some(Work::Method(ExprMethodCall { args: arguments, ..call })),
        _ => None,
    }
}

fn argument_or_unread(tokens: TokenStream) -> Expr {
    syn::parse2(tokens.clone()).unwrap_or(Expr::Verbatim(tokens))
}

fn is_list(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
}
