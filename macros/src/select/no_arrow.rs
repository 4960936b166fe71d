//! Arms without `<-`: written as tokio's, as a `match`'s, or with a channel alone. Each is told what to write, in its own
//! names.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Expr, Pat, Token, token};

use super::parse::take_each;
use super::slip::is_guard;
use crate::diagnostics::catalog;
use crate::diagnostics::error::{at, at_with, here};
use crate::syntax::rendering::render;
use crate::syntax::tokens::{operator, peel, skip};

/// The error for an arm that has no `<-` before its `=>`.
pub(super) fn error(input: ParseStream<'_>) -> syn::Error {
    if input.peek(Token![_]) && !input.peek2(Token![=]) || input.peek(Token![_]) && input.peek2(Token![=>]) {
        return here(input, catalog::ARM_WILDCARD);
    }
    if input.peek(Token![else]) {
        return here(input, if input.peek2(token::Brace) { catalog::ELSE_LATE } else { catalog::ARM_ELSE });
    }
    if input.peek(Token![if]) {
        return here(input, catalog::GUARD_PLACE);
    }
    let (arm, guard) = match head(&input.fork()) {
        Ok(head) => head,
        Err(error) => return error,
    };
    if arm.is_empty() {
        return here(input, catalog::ARM_EXPECTED);
    }
    let parser = |input: ParseStream<'_>| instead(input, guard);
    match parser.parse2(arm.clone()) {
        Ok((text, proposal)) => at_with(arm, text, &[&proposal]),
        Err(_) => at(arm, catalog::ARROW_EXPECTED),
    }
}

/// What stands before `=>`, and a guard behind a comma. An error for `< -`.
fn head(input: ParseStream<'_>) -> syn::Result<(TokenStream, TokenStream)> {
    let mut arm = TokenStream::new();
    while !input.is_empty() && operator(input.cursor(), '=', '>').is_none() && !input.peek(Token![,]) {
        let Some(token) = skip(input) else { break };
        if let TokenTree::Punct(mark) = &token
            && mark.as_char() == '<'
            && input.peek(Token![-])
        {
            let mut marks = TokenStream::from(token);
            marks.extend(skip(input));
            return Err(at(marks, catalog::ARROW_SPACE));
        }
        arm.extend([token]);
        if matches!(input.cursor().token_tree(), Some((TokenTree::Group(group), _))
            if group.delimiter() == Delimiter::Brace)
        {
            break;
        }
    }
    let mut guard = TokenStream::new();
    if input.peek(Token![,]) && is_guard(input) {
        skip(input);
        while !input.is_empty() && operator(input.cursor(), '=', '>').is_none() && !input.peek(Token![,]) {
            guard.extend(skip(input));
        }
    }
    Ok((arm, guard))
}

/// The text for an arm that reads but for its `<-`, and what to write.
fn instead(input: ParseStream<'_>, guard_behind: TokenStream) -> syn::Result<(&'static str, String)> {
    let fork = input.fork();
    let mut pattern = None;
    if let Ok(found) = fork.call(Pat::parse_multi_with_leading_vert)
        && fork.peek(Token![=])
        && !fork.peek(Token![==])
    {
        fork.parse::<Token![=]>()?;
        input.advance_to(&fork);
        pattern = Some(found);
    }
    let each = take_each(input);
    let waiting = peel(input.call(Expr::parse_without_eager_brace)?);
    let guard: TokenStream = if input.peek(Token![if]) { input.parse()? } else { guard_behind };
    if !input.is_empty() {
        return Err(input.error("no arm"));
    }
    let (text, operation) = match operation(&waiting) {
        Some(operation) => (catalog::ARM_WAITS, operation),
        None if each.is_some() => (catalog::ARROW_BEFORE, Operation::Receive(waiting)),
        None if may_be_a_channel(&waiting) => (catalog::ARROW_BEFORE, Operation::Receive(waiting)),
        None => return Err(input.error("no channel")),
    };
    let binding = match (&pattern, &operation) {
        (None, Operation::Receive(_)) if each.is_some() => "(i, v) = ".to_owned(),
        (None, _) => String::new(),
        // What comes of sending is a name worth having.
        (Some(Pat::Wild(_)), Operation::Send(..)) => "r = ".to_owned(),
        (Some(pattern), _) => format!("{} = ", render(pattern)),
    };
    let each = each.map_or_else(String::new, |each| format!("{each} "));
    let head = match operation {
        Operation::Receive(channel) => format!("{binding}<-{each}{}", render(&channel)),
        Operation::Send(channel, value) => format!("{binding}{each}{} <- {}", render(&channel), render(&value)),
    };
    let guard = if guard.is_empty() { String::new() } else { format!(" {}", render(&guard)) };
    Ok((text, format!("{head}{guard} => …")))
}

/// What an arm would wait for.
enum Operation {
    Receive(Expr),
    Send(Expr, Expr),
}

/// The operation that a call waits for: `rx.recv()`, `tx.send(1)`, `recv(rx)`, `sleep(d)`, with `.await` or `?` or none.
fn operation(waiting: &Expr) -> Option<Operation> {
    match waiting {
        Expr::Await(inner) => operation(&inner.base),
        Expr::Try(inner) => operation(&inner.expr),
        Expr::MethodCall(call) => {
            let channel = (*call.receiver).clone();
            match (call.method.to_string().as_str(), call.args.len()) {
                ("recv" | "recv_async" | "try_recv" | "next" | "join" | "tick", 0) => Some(Operation::Receive(channel)),
                ("cancelled", 0) => Some(Operation::Receive(syn::parse_quote!(#channel.done()))),
                ("send" | "send_async" | "try_send", 1) => Some(Operation::Send(channel, call.args[0].clone())),
                _ => None,
            }
        }
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else { return None };
            let name = path.path.segments.last()?.ident.unraw().to_string();
            match (name.as_str(), call.args.len()) {
                ("recv", 1) => Some(Operation::Receive(call.args[0].clone())),
                ("send", 2) => Some(Operation::Send(call.args[0].clone(), call.args[1].clone())),
                ("sleep", 1) => {
                    let duration = &call.args[0];
                    Some(Operation::Receive(syn::parse_quote!(after(#duration))))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether an expression may lead to a channel.
fn may_be_a_channel(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => {
            let name = path.path.segments.last().map(|last| last.ident.to_string());
            name.is_some_and(|name| !name.starts_with(|first: char| first.is_uppercase()))
        }
        Expr::Call(call) => may_be_a_channel(&call.func),
        Expr::Field(_) | Expr::MethodCall(_) | Expr::Index(_) | Expr::Reference(_) => true,
        Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Deref(_)),
        Expr::Await(inner) => may_be_a_channel(&inner.base),
        _ => false,
    }
}
