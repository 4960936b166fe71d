//! What stands in a macro call: a macro cannot see what another one makes of its input, but it can read it.
//!
//! `go!` and `select!` are read as they read themselves. Of every other macro the input is read as expressions, with the
//! names in a format string among them, or else as statements; what is neither is a heap of words.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::visit::Visit;
use syn::{Block, Expr, ExprLit, ExprPath, Lit, Macro, Pat, Stmt, Token};

use super::{format_string, raw};
use crate::diagnostics::error::Problems;
use crate::select::Select;
use crate::syntax::captures::Source;
use crate::syntax::keywords::{GO, SELECT};
use crate::syntax::statement::{self, Statement, Work};
use crate::syntax::tokens::peel_stream;

/// What a macro call contains.
pub(super) enum Content {
    /// A `go!` in which nothing is wrong.
    Go(Box<Statement>),
    /// A `select!` in which nothing is wrong.
    Select(Select),
    Expressions(Vec<Expr>),
    Statements(Vec<Stmt>),
    /// `matches!(value, pattern if guard)`.
    Matches(Box<Expr>, Pat),
    /// The words that may name variables, and every `go!` among them.
    Words(Vec<Ident>, Vec<Statement>),
}

/// Macros with a format string, and how many arguments stand before it.
const FORMATS: [(&str, usize); 26] = [
    ("print", 0),
    ("println", 0),
    ("eprint", 0),
    ("eprintln", 0),
    ("format", 0),
    ("format_args", 0),
    ("panic", 0),
    ("todo", 0),
    ("unimplemented", 0),
    ("unreachable", 0),
    ("write", 1),
    ("writeln", 1),
    ("assert", 1),
    ("debug_assert", 1),
    ("assert_eq", 2),
    ("assert_ne", 2),
    ("debug_assert_eq", 2),
    ("debug_assert_ne", 2),
    ("trace", 0),
    ("debug", 0),
    ("info", 0),
    ("warn", 0),
    ("error", 0),
    ("anyhow", 0),
    ("bail", 0),
    ("ensure", 1),
];

/// Macros that take a value and a pattern.
const MATCHES: [&str; 3] = ["matches", "assert_matches", "debug_assert_matches"];

/// Macros that only look at their input, or write code from it.
const INERT: [&str; 8] =
    ["stringify", "concat", "quote", "quote_spanned", "parse_quote", "compile_error", "env", "macro_rules"];

pub(super) fn read(call: &Macro) -> Content {
    let name = call.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let name = name.as_str();
    let nothing = || Content::Expressions(Vec::new());
    if name == GO {
        return go(call.tokens.clone()).map_or_else(nothing, |statement| Content::Go(Box::new(statement)));
    }
    if SELECT.contains(&name)
        && let Ok(select) = call.parse_body_with(Select::parse_strictly)
    {
        return Content::Select(select);
    }
    if INERT.contains(&name) {
        return nothing();
    }
    let tokens = call.tokens.clone();
    if MATCHES.contains(&name)
        && let Ok((value, pat)) = value_and_pattern.parse2(tokens.clone())
    {
        return Content::Matches(Box::new(value), pat);
    }
    if let Ok(list) = expressions.parse2(tokens.clone()) {
        let format = FORMATS.iter().find(|(macro_name, _)| *macro_name == name);
        return Content::Expressions(arguments(list, format.map(|(_, before)| *before)));
    }
    if let Ok(statements) = Block::parse_within.parse2(tokens.clone()) {
        return Content::Statements(statements);
    }
    let mut words = Words::default();
    words.stream(tokens);
    words.found.retain(|word| !words.bound.contains(word));
    Content::Words(words.found, words.goroutines)
}

/// Reads the input of a `go!`; none, if it does not take it.
pub(super) fn go(tokens: TokenStream) -> Option<Statement> {
    let mut problems = Problems::default();
    statement::statement(peel_stream(tokens), &mut problems).filter(|_| problems.is_empty())
}

/// Walks what a macro call contains, in place and in source order. Of a `go!` that is what the caller evaluates: its scope,
/// the arguments of a call, the values in a capture list.
pub(super) fn walk<V: for<'a> Visit<'a> + ?Sized>(content: &Content, visitor: &mut V) {
    match content {
        Content::Go(statement) => evaluated_by_caller(statement, visitor),
        Content::Select(select) => {
            for arm in &select.arms {
                arm.operation.operands().for_each(|operand| visitor.visit_expr(operand));
                arm.guard.iter().for_each(|guard| visitor.visit_expr(guard));
                arm.otherwise.iter().for_each(|(_, block)| visitor.visit_block(block));
                visitor.visit_expr(&arm.body);
            }
        }
        Content::Expressions(list) => list.iter().for_each(|expr| visitor.visit_expr(expr)),
        Content::Statements(list) => list.iter().for_each(|statement| visitor.visit_stmt(statement)),
        Content::Matches(value, pat) => {
            visitor.visit_expr(value);
            visitor.visit_pat(pat);
        }
        Content::Words(_, goroutines) => {
            goroutines.iter().for_each(|statement| evaluated_by_caller(statement, visitor));
        }
    }
}

fn evaluated_by_caller<V: for<'a> Visit<'a> + ?Sized>(statement: &Statement, visitor: &mut V) {
    statement.scope.iter().for_each(|scope| visitor.visit_expr(scope));
    match &statement.work {
        Work::Call(call) => call.args.iter().for_each(|arg| visitor.visit_expr(arg)),
        Work::Method(call) => {
            visitor.visit_expr(&call.receiver);
            call.args.iter().for_each(|arg| visitor.visit_expr(arg));
        }
        Work::Body(captures, _) => {
            for capture in captures.iter().flatten() {
                if let Source::Initialiser(value) = &capture.source {
                    visitor.visit_expr(value);
                }
            }
        }
    }
}

fn value_and_pattern(input: ParseStream<'_>) -> syn::Result<(Expr, Pat)> {
    let value = input.parse()?;
    input.parse::<Token![,]>()?;
    let mut pat = Pat::parse_multi_with_leading_vert(input)?;
    if input.peek(Token![if]) {
        let if_token = input.parse()?;
        let guard = input.parse()?;
        pat = Pat::Guard(syn::PatGuard { attrs: Vec::new(), pat: Box::new(pat), if_token, guard });
    }
    // A message may follow.
    input.parse::<TokenStream>()?;
    Ok((value, pat))
}

/// Expressions with commas between them, or `value; count`.
fn expressions(input: ParseStream<'_>) -> syn::Result<Vec<Expr>> {
    let mut list = Vec::new();
    while !input.is_empty() {
        list.push(input.parse()?);
        if !input.is_empty() && list.len() == 1 && input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
            if input.is_empty() {
                return Err(input.error("a statement"));
            }
        } else if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(list)
}

/// The values among a macro's arguments (`name = value` names none itself) and the variables that its format string names.
fn arguments(list: Vec<Expr>, format: Option<usize>) -> Vec<Expr> {
    let mut given = Vec::new();
    let mut inline = Vec::new();
    let mut values = Vec::new();
    for (index, argument) in list.into_iter().enumerate() {
        match argument {
            Expr::Assign(assign) if format != Some(index) => match &*assign.left {
                Expr::Path(path) if path.path.get_ident().is_some() => {
                    given.extend(path.path.get_ident().map(ToString::to_string));
                    values.push(*assign.right);
                }
                _ => values.push(Expr::Assign(assign)),
            },
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if format == Some(index) => {
                let names = format_string::names(&text.value());
                inline.extend(names.into_iter().map(|name| raw::named_in_string(&name, text.span())));
            }
            other => values.push(other),
        }
    }
    let named = inline.into_iter().filter(|name| !given.iter().any(|given| name == given));
    values.extend(named.map(|name| Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path: name.into() })));
    values
}

/// The words in tokens that are neither expressions nor statements.
#[derive(Default)]
struct Words {
    found: Vec<Ident>,
    /// What looks like a variable of the tokens' own.
    bound: Vec<Ident>,
    goroutines: Vec<Statement>,
}

impl Words {
    fn stream(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mark = |index: Option<usize>, mark: char| {
            let tree = index.and_then(|index| trees.get(index));
            matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
        };
        let mut index = 0;
        while let Some(tree) = trees.get(index) {
            match tree {
                TokenTree::Ident(word) if word == GO && mark(Some(index + 1), '!') => {
                    if let Some(TokenTree::Group(input)) = trees.get(index + 2)
                        && input.delimiter() != Delimiter::None
                    {
                        self.goroutines.extend(go(input.stream()));
                        index += 2;
                    }
                }
                TokenTree::Ident(word) => {
                    let before = index.checked_sub(1);
                    let after = Some(index + 1);
                    let binds = matches!(before.map(|before| &trees[before]), Some(TokenTree::Ident(keyword))
                        if ["let", "mut", "ref", "for", "fn", "static", "const"].iter().any(|word| keyword == word));
                    let in_path = mark(before, ':') && mark(index.checked_sub(2), ':');
                    let names_another = in_path || mark(before, '.') || mark(after, ':') || mark(after, '!');
                    if binds || mark(before, '|') || mark(after, '|') || mark(after, '=') {
                        self.bound.push(word.clone());
                    } else if !names_another {
                        self.found.push(word.clone());
                    }
                }
                TokenTree::Group(group) => self.stream(group.stream()),
                _ => {}
            }
            index += 1;
        }
    }
}
