//! Code that a macro carries: one expression, or statements.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative as _;
use syn::{Block, Expr, MacroDelimiter, Stmt, Token, token};

use super::paths::site;
use super::tokens::{first_span, peel, peeled};

/// The code of a goroutine.
pub(crate) enum Body {
    /// One expression; the goroutine's result is its value.
    Expression(Expr),
    /// Statements, as in a block.
    Statements(Vec<Stmt>),
}

impl Body {
    /// Reads everything that is left: one expression (a trailing comma is rustfmt's), or else
    /// statements.
    pub(crate) fn parse_rest(input: ParseStream<'_>) -> syn::Result<Self> {
        let fork = input.fork();
        if let Ok(expr) = fork.parse::<Expr>() {
            let comma = fork.parse::<Option<Token![,]>>();
            if comma.is_ok() && fork.is_empty() {
                input.advance_to(&fork);
                return Ok(Self::Expression(peel(expr)));
            }
        }
        // On a fork again: what is left over of a group that could not be read would be an error of its own.
        let fork = input.fork();
        let statements = fork.call(Block::parse_within)?;
        input.advance_to(&fork);
        Ok(Self::Statements(statements))
    }

    /// A body of statements, which is an expression if it is one.
    pub(crate) fn of_statements(mut statements: Vec<Stmt>) -> Self {
        match &statements[..] {
            [Stmt::Expr(expr, None)] if !matches!(expr, Expr::Verbatim(_)) => match statements.remove(0) {
                Stmt::Expr(expr, _) => Self::Expression(expr),
                other => Self::Statements(vec![other]),
            },
            _ => Self::Statements(statements),
        }
    }

    /// The body as statements, so that others can be put before them.
    pub(crate) fn into_statements(self) -> Vec<Stmt> {
        match self {
            Self::Statements(statements) => statements,
            Self::Expression(Expr::Block(block)) if block.attrs.is_empty() && block.label.is_none() => {
                block.block.stmts
            }
            Self::Expression(expr) => vec![Stmt::Expr(expr, None)],
        }
    }
}

impl ToTokens for Body {
    /// As the body of a closure.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Expression(expr) => expr.to_tokens(tokens),
            // The braces stand where the code begins.
            Self::Statements(statements) => {
                let at = statements.first().map_or_else(site, |first| site().located_at(first_span(first)));
                tokens.extend(quote_spanned!(at=> { #(#statements)* }));
            }
        }
    }
}

/// A block around statements that the expansion builds.
pub(crate) fn block(statements: Vec<Stmt>) -> Block {
    Block { brace_token: token::Brace::default(), stmts: statements }
}

/// Whether an expression ends by itself, without a comma or a semicolon after it. A macro call in
/// braces counts.
pub(crate) fn ends_by_itself(expr: &Expr) -> bool {
    match peeled(expr) {
        Expr::If(_)
        | Expr::Match(_)
        | Expr::Block(_)
        | Expr::Unsafe(_)
        | Expr::While(_)
        | Expr::Loop(_)
        | Expr::ForLoop(_)
        | Expr::TryBlock(_)
        | Expr::Const(_) => true,
        Expr::Macro(call) => matches!(call.mac.delimiter, MacroDelimiter::Brace(_)),
        _ => false,
    }
}
