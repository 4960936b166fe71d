//! Which channel expressions leave temporaries behind, and how a guarded one keeps them.
//!
//! The temporaries of a channel expression live until the choice has been carried out, and no longer: a lock that was
//! taken for it is free when the body runs. Of an expression that only leads to a place nothing is left behind, and it may
//! be looked at before and after the others.
//!
//! What an expression is, is told by its tokens and not by its syntax: code that is being written, `<-server.`, must come
//! out as the finished `<-server.rx` does, or an editor does not find the cursor (see the snapshots' test).

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, Stmt, parse_quote};

use crate::syntax::paths::site;
use crate::syntax::tokens::peeled;

/// Whether an expression is more than the way to a place: it may leave temporaries behind, and give a value of its own.
pub(super) fn leaves(expr: &Expr) -> bool {
    !is_place(expr.to_token_stream(), true)
}

/// Whether an expression leads to a place and evaluates nothing on its way that others could notice.
pub(super) fn is_calm(expr: &Expr) -> bool {
    is_place(expr.to_token_stream(), false)
}

/// Words that begin something else than the way to a place.
const WORDS: [&str; 18] = [
    "as", "async", "await", "break", "const", "continue", "else", "for", "if", "let", "loop", "match", "move",
    "return", "static", "unsafe", "while", "yield",
];

/// `evaluates`: whether an index may be any expression.
fn is_place(tokens: TokenStream, evaluates: bool) -> bool {
    let mut after_operand = false;
    for token in tokens {
        let operand = match &token {
            TokenTree::Ident(word) if WORDS.iter().any(|no| word == no) => return false,
            TokenTree::Ident(word) => word != "mut",
            TokenTree::Literal(_) => true,
            TokenTree::Punct(mark) => match mark.as_char() {
                '.' | ':' | '&' | '*' | '<' | ',' | '\'' => false,
                '>' => true,
                _ => return false,
            },
            TokenTree::Group(group) => {
                let fine = match group.delimiter() {
                    Delimiter::None => is_place(group.stream(), evaluates),
                    // Behind an operand it is a call.
                    Delimiter::Parenthesis => !after_operand && is_place(group.stream(), evaluates),
                    // Elsewhere it is an array.
                    Delimiter::Bracket => after_operand && (evaluates || is_index(group.stream())),
                    Delimiter::Brace => false,
                };
                if !fine {
                    return false;
                }
                true
            }
        };
        after_operand = operand;
    }
    true
}

/// Whether an index only computes.
fn is_index(tokens: TokenStream) -> bool {
    tokens.into_iter().all(|token| match token {
        TokenTree::Ident(word) => !WORDS.iter().any(|no| word == no),
        TokenTree::Literal(_) => true,
        TokenTree::Punct(mark) => ".:+-*/%&".contains(mark.as_char()),
        TokenTree::Group(_) => false,
    })
}

/// Variables that stand for the temporaries of an expression.
///
/// Rust drops the temporaries of a branch where the branch ends, but a guarded channel expression is one. So each of its
/// temporaries that something is borrowed from becomes a variable which is declared outside of the branch and set inside:
/// `ctx.clone().done()` becomes `held0 = ctx.clone(); held0.done()`. What is inside other macros is not seen.
#[derive(Default)]
pub(super) struct Held {
    names: Vec<Ident>,
}

impl Held {
    /// The declarations, to stand outside of the branch.
    pub(super) fn declarations(&self) -> TokenStream {
        let names = &self.names;
        quote!(#(let mut #names;)*)
    }

    /// The statements that set the variables, and what is left of the expression.
    pub(super) fn hold(&mut self, index: usize, expr: &Expr) -> (Vec<Stmt>, Expr) {
        let mut before = Vec::new();
        let mut expr = expr.clone();
        self.value(index, &mut expr, &mut before);
        (before, expr)
    }

    /// An expression whose value is used.
    fn value(&mut self, index: usize, expr: &mut Expr, before: &mut Vec<Stmt>) {
        match expr {
            Expr::Paren(inner) => self.value(index, &mut inner.expr, before),
            Expr::Group(inner) => self.value(index, &mut inner.expr, before),
            Expr::Try(inner) => self.value(index, &mut inner.expr, before),
            Expr::Cast(inner) => self.value(index, &mut inner.expr, before),
            Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Deref(_)) => {
                self.place(index, &mut inner.expr, before);
            }
            Expr::Reference(inner) => self.place(index, &mut inner.expr, before),
            Expr::Field(inner) => self.place(index, &mut inner.base, before),
            Expr::Index(inner) => {
                self.place(index, &mut inner.expr, before);
                self.argument(index, &mut inner.index);
            }
            Expr::MethodCall(call) => {
                self.place(index, &mut call.receiver, before);
                call.args.iter_mut().for_each(|argument| self.argument(index, argument));
            }
            Expr::Call(call) => call.args.iter_mut().for_each(|argument| self.argument(index, argument)),
            Expr::Match(inner) => self.place(index, &mut inner.expr, before),
            _ => {}
        }
    }

    /// An expression that is evaluated after others: its variables are set where it stands.
    fn argument(&mut self, index: usize, expr: &mut Expr) {
        let mut before = Vec::new();
        self.value(index, expr, &mut before);
        if !before.is_empty() {
            *expr = parse_quote!({ #(#before)* #expr });
        }
    }

    /// An expression that something may be borrowed from: a value becomes a variable.
    fn place(&mut self, index: usize, expr: &mut Expr, before: &mut Vec<Stmt>) {
        self.value(index, expr, before);
        let is_value = matches!(
            peeled(expr),
            Expr::Call(_) | Expr::MethodCall(_) | Expr::Macro(_) | Expr::Try(_) | Expr::Struct(_) | Expr::Await(_)
        );
        if is_value {
            let name = format_ident!("held{}_{}", index, self.names.len(), span = site());
            before.push(parse_quote!(#name = #expr;));
            *expr = parse_quote!(#name);
            self.names.push(name);
        }
    }
}
