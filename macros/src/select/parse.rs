//! Reads the arms of a `select!`.
//!
//! `Expr::parse` cannot read past `<-`, so an arm's arrow is found by scanning its tokens up to
//! `=>`; what stands before it is a pattern and `=`, or the channel of a send, or both. Each arm is
//! read on a fork: if that fails, its error is kept and reading goes on at the next arm.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{BinOp, Expr, ExprMacro, Ident, Pat, Token, token};

use super::arm::{Arm, Dialect, Operation, Select};
use super::{no_arrow, slip, worded};
use crate::diagnostics::catalog;
use crate::diagnostics::error::{Problems, at, at_span, here};
use crate::syntax::body::ends_by_itself;
use crate::syntax::habits;
use crate::syntax::keywords::biased;
use crate::syntax::tokens::{operator, peel, skip};

pub(super) fn select(tokens: TokenStream, problems: &mut Problems) -> Select {
    let mut select = Select { biased: false, arms: Vec::new() };
    let parser = |input: ParseStream<'_>| {
        select = arms(input, problems);
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        problems.add(error);
    }
    select
}

impl Select {
    /// Reads a `select!` in which nothing is wrong.
    pub(crate) fn parse_strictly(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut problems = Problems::default();
        let select = arms(input, &mut problems);
        if problems.is_empty() { Ok(select) } else { Err(input.error("not a select of ours")) }
    }
}

/// Reads all the input; what is wrong with it goes to `problems`.
fn arms(input: ParseStream<'_>, problems: &mut Problems) -> Select {
    let mut select = Select { biased: false, arms: Vec::new() };
    if let Some(result) = biased_prefix(input) {
        problems.keep(result);
        select.biased = true;
    }
    while !input.is_empty() {
        let fork = input.fork();
        match arm(&fork, problems) {
            Ok(arm) => {
                input.advance_to(&fork);
                select.arms.push(arm);
            }
            Err(error) => {
                problems.add(slip::habit_of_arm(input).unwrap_or(error));
                skip_arm(input);
            }
        }
    }
    select
}

/// `biased;`, unless a channel is called so.
fn biased_prefix(input: ParseStream<'_>) -> Option<syn::Result<()>> {
    if !input.peek(biased) {
        return None;
    }
    if input.peek2(Token![;]) {
        skip(input);
        skip(input);
        return Some(Ok(()));
    }
    // `biased,` or `biased v = <-rx`: the semicolon is missing.
    let fork = input.fork();
    skip(&fork);
    let missing = fork.is_empty() || fork.peek(Token![,]) || fork.peek(Ident);
    missing.then(|| {
        let word = skip(input);
        let _: Result<Option<Token![,]>, _> = input.parse();
        Err(at(word, catalog::BIASED_SEMICOLON))
    })
}

/// Goes on behind an arm that could not be read: past the next comma, or past the block that is
/// its body; past all of it, where it is written as Go's `case`.
fn skip_arm(input: ParseStream<'_>) {
    if slip::skip_case(input) {
        return;
    }
    let mut has_head = false;
    while !input.is_empty() {
        match skip(input) {
            Some(TokenTree::Punct(mark)) if mark.as_char() == ',' && !slip::is_condition(input, has_head) => return,
            Some(TokenTree::Punct(mark)) if mark.as_char() == '=' && input.peek(Token![>]) => has_head = true,
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let goes_on = input.peek(Token![=])
                    || input.peek(Token![.])
                    || input.peek(Token![?])
                    || input.peek(Token![if])
                    || input.peek(Token![else]) && !input.peek2(Token![=>]);
                if !goes_on {
                    let _: Result<Option<Token![,]>, _> = input.parse();
                    return;
                }
            }
            _ => {}
        }
    }
}

/// Reads an arm. Where only its body is missing or wrong, the arm stays, with the error for a body: its
/// channel is checked, and an editor completes in it.
fn arm(input: ParseStream<'_>, problems: &mut Problems) -> syn::Result<Arm> {
    let first = input.fork();
    slip::before_arm(input)?;
    let operation = operation(input)?;
    let guard = if input.peek(Token![if]) {
        input.parse::<Token![if]>()?;
        if operator(input.cursor(), '=', '>').is_some() {
            return Err(here(input, catalog::GUARD_EXPECTED));
        }
        Some(operand(input, Expr::parse_without_eager_brace)?)
    } else {
        None
    };
    let otherwise = if input.peek(Token![else]) {
        let keyword = input.parse()?;
        if !input.peek(token::Brace) {
            return Err(here(input, catalog::ELSE_BLOCK));
        }
        Some((keyword, input.parse()?))
    } else {
        None
    };
    let fork = input.fork();
    let body = match fat_arrow(&fork).and_then(|()| body(&fork)) {
        Ok(body) => {
            input.advance_to(&fork);
            body
        }
        Err(error) if slip::is_case(&first) => return Err(error),
        Err(error) => {
            skip_arm(input);
            problems.add_elsewhere(&error);
            Expr::Verbatim(error.to_compile_error())
        }
    };
    Ok(Arm { operation, guard, otherwise, body })
}

fn fat_arrow(input: ParseStream<'_>) -> syn::Result<()> {
    if operator(input.cursor(), '=', '>').is_none() {
        return Err(slip::instead_of_fat_arrow(input));
    }
    input.parse::<Token![=>]>()?;
    Ok(())
}

/// The body, and the comma after it.
fn body(input: ParseStream<'_>) -> syn::Result<Expr> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(if input.is_empty() {
            at_span(input.cursor().prev_span(), catalog::ARM_BODY)
        } else {
            here(input, catalog::ARM_BODY)
        });
    }
    if let Some(body) = closed_body(input) {
        let _: Option<Token![,]> = input.parse()?;
        return Ok(body);
    }
    let start = input.fork();
    // On a fork, here and below: what is left over of a group that could not be read would be an error of
    // its own.
    let fork = input.fork();
    let Ok(body) = fork.call(Expr::parse_with_earlier_boundary_rule) else {
        return unread_body(input);
    };
    input.advance_to(&fork);
    if input.is_empty() {
        return Ok(body);
    }
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
    } else if !ends_by_itself(&body) {
        return Err(slip::missing_comma(&start).unwrap_or_else(|| here(input, catalog::ARM_COMMA)));
    }
    Ok(peel(body))
}

/// A body that is no Rust, or not yet, as while it is being written. It stays as it is: the compiler says
/// what is wrong with it, and an editor completes in it.
fn unread_body(input: ParseStream<'_>) -> syn::Result<Expr> {
    if let Some(error) = slip::missing_comma(input) {
        return Err(error);
    }
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        let token = skip(input);
        let block = matches!(&token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
        tokens.extend(token);
        if block && !input.peek(Token![.]) && !input.peek(Token![?]) && !input.peek(Token![else]) {
            break;
        }
    }
    input.parse::<Option<Token![,]>>()?;
    match habits::find_in_select(tokens.clone()) {
        Some(error) => Err(error),
        None => Ok(Expr::Verbatim(tokens)),
    }
}

/// A body that is closed though `Expr::parse` would read on into the next arm's `<-`: a macro call
/// in braces (a nested `select! { … }`), or a block that came through a fragment.
fn closed_body(input: ParseStream<'_>) -> Option<Expr> {
    let fork = input.fork();
    let body = if let Some((TokenTree::Group(group), _)) = input.cursor().token_tree()
        && group.delimiter() == Delimiter::None
    {
        skip(&fork);
        syn::parse2::<Expr>(group.stream()).ok()?
    } else {
        Expr::Macro(ExprMacro { attrs: Vec::new(), mac: fork.parse().ok()? })
    };
    if !ends_by_itself(&body) || fork.peek(Token![.]) || fork.peek(Token![?]) {
        return None;
    }
    input.advance_to(&fork);
    Some(peel(body))
}

fn operation(input: ParseStream<'_>) -> syn::Result<Operation> {
    if let Some(operation) = worded::operation(input)? {
        return Ok(operation);
    }
    let Some(length) = arrow(input) else {
        return Err(no_arrow::error(input));
    };
    let mut before = TokenStream::new();
    for _ in 0..length {
        before.extend(skip(input));
    }
    let arrow: Token![<-] = input.parse()?;
    let Left { pattern, each, sink } = left_of_arrow(before)?;
    if operator(input.cursor(), '=', '>').is_some() || input.is_empty() || input.peek(Token![,]) {
        let text = if sink.is_some() { catalog::SEND_VALUE } else { catalog::RECEIVE_CHANNEL };
        return Err(at(arrow, text));
    }
    let Some(sink) = sink else {
        let each = take_each(input);
        let source = operand(input, Expr::parse_without_eager_brace)?;
        if let Expr::Binary(both) = &source
            && matches!(both.op, BinOp::And(_) | BinOp::Or(_))
        {
            return Err(at(both.op, catalog::GUARD_PLACE));
        }
        return Ok(Operation::Receive { pattern, each, source, dialect: Dialect::Go });
    };
    let value = value(input)?;
    Ok(Operation::Send { pattern, each, sink, value, dialect: Dialect::Go })
}

/// `each` before a list of channels. The word is not reserved: with nothing that begins an expression behind it, it is the
/// name of a channel; `each(…)` is a call and `each[i]` an index.
pub(super) fn take_each(input: ParseStream<'_>) -> Option<Ident> {
    let (word, rest) = input.cursor().ident()?;
    if word != "each" {
        return None;
    }
    let list_follows = match rest.token_tree()?.0 {
        TokenTree::Ident(next) => next != "if" && next != "else" && next != "as",
        TokenTree::Punct(mark) => {
            (mark.as_char() == '&' || mark.as_char() == '*') && operator(rest, '&', '&').is_none()
        }
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::None => true,
            Delimiter::Bracket => is_array(group.stream()),
            Delimiter::Parenthesis | Delimiter::Brace => false,
        },
        TokenTree::Literal(_) => true,
    };
    if list_follows {
        skip(input);
        return Some(word);
    }
    None
}

/// A value to send. A struct literal is a value, but `v { … }` may also be a missing `=>`.
fn value(input: ParseStream<'_>) -> syn::Result<Expr> {
    let fork = input.fork();
    if let Ok(value) = fork.parse::<Expr>()
        && (operator(fork.cursor(), '=', '>').is_some() || fork.peek(Token![if]) || fork.peek(Token![else]))
    {
        input.advance_to(&fork);
        return Ok(peel(value));
    }
    operand(input, Expr::parse_without_eager_brace)
}

/// A channel, a value or a condition. What is no Rust, or not yet, stays as it is up to the body, as [`unread_body`] does.
fn operand(input: ParseStream<'_>, parse: fn(ParseStream<'_>) -> syn::Result<Expr>) -> syn::Result<Expr> {
    let fork = input.fork();
    if let Ok(operand) = parse(&fork) {
        input.advance_to(&fork);
        return Ok(peel(operand));
    }
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) && operator(input.cursor(), '=', '>').is_none() {
        tokens.extend(skip(input));
    }
    match habits::find_in_select(tokens.clone()) {
        Some(error) => Err(error),
        None => Ok(Expr::Verbatim(tokens)),
    }
}

/// How many tokens stand before the `<-` of this arm.
fn arrow(input: ParseStream<'_>) -> Option<usize> {
    let mut cursor = input.cursor();
    let mut length = 0;
    let mut after_path = false;
    while !cursor.eof() {
        if operator(cursor, '=', '>').is_some() {
            return None;
        }
        if operator(cursor, '<', '-').is_some() && !after_path {
            return Some(length);
        }
        // `f::<-1>()`: after `::`, `<-` opens a list of arguments.
        let separator = operator(cursor, ':', ':');
        after_path = separator.is_some();
        if let Some(rest) = separator {
            cursor = rest;
            length += 2;
            continue;
        }
        cursor = cursor.token_tree()?.1;
        length += 1;
    }
    None
}

/// Whether what stands in brackets is an array, and no index: several elements, or none.
fn is_array(inside: TokenStream) -> bool {
    let mut trees = inside.into_iter().peekable();
    trees.peek().is_none()
        || trees.any(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',' || mark.as_char() == ';'))
}

/// What stands before the arrow: `pat =`, and the channel of a send.
struct Left {
    pattern: Option<Pat>,
    each: Option<Ident>,
    sink: Option<Expr>,
}

fn left_of_arrow(before: TokenStream) -> syn::Result<Left> {
    let whole = before.clone();
    let parser = |input: ParseStream<'_>| {
        if input.is_empty() {
            return Ok(Left { pattern: None, each: None, sink: None });
        }
        slip::before_binding(input)?;
        let fork = input.fork();
        let mut pattern = None;
        if let Ok(found) = fork.call(Pat::parse_multi_with_leading_vert)
            && fork.peek(Token![=])
            && !fork.peek(Token![==])
        {
            fork.parse::<Token![=]>()?;
            input.advance_to(&fork);
            pattern = Some(found);
            if input.is_empty() {
                return Ok(Left { pattern, each: None, sink: None });
            }
        } else if let Some(error) = slip::assignment(&whole) {
            return Err(error);
        }
        let each = take_each(input);
        let begin = input.fork();
        let sink = match input.call(Expr::parse_without_eager_brace) {
            Ok(sink) => peel(sink),
            Err(_) if begin.peek(Token![if]) => return Err(here(&begin, catalog::GUARD_PLACE)),
            Err(error) => return Err(error),
        };
        if !input.is_empty() {
            let guard = input.peek(Token![if]);
            return Err(here(input, if guard { catalog::GUARD_PLACE } else { catalog::ARM_COMMA_BEFORE }));
        }
        Ok(Left { pattern, each, sink: Some(sink) })
    };
    parser.parse2(before)
}
