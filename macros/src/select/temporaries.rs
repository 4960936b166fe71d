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

/// Whether one of the places in `tokens` is, or is in, or has in it, one that `earlier` names: then `earlier` may
/// change it, and must come first.
pub(super) fn meet(tokens: TokenStream, earlier: &TokenStream) -> bool {
    let mut named = Vec::new();
    ways(tokens, &mut named);
    let mut before = Vec::new();
    ways(earlier.clone(), &mut before);
    named.iter().any(|way| before.iter().any(|other| way.iter().zip(other).all(|(a, b)| a == b)))
}

/// The ways to places, as far as they are names and fields: `self.hub.rxs[i].clone()` has `self.hub.rxs` and `i`.
fn ways(tokens: TokenStream, found: &mut Vec<Vec<String>>) {
    let mut trees = tokens.into_iter().peekable();
    let mut way: Option<Vec<String>> = None;
    let mut after_dot = false;
    while let Some(token) = trees.next() {
        if !after_dot && matches!(token, TokenTree::Ident(_)) {
            found.extend(way.take());
        }
        after_dot = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '.');
        let is_call =
            matches!(trees.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
        match token {
            // A field, or a variable; of a method the receiver is named already.
            TokenTree::Ident(word) => match &mut way {
                Some(way) if !is_call => way.push(word.to_string()),
                Some(_) => {}
                None => way = Some(vec![word.to_string()]),
            },
            TokenTree::Literal(number) => {
                if let Some(way) = &mut way {
                    way.push(number.to_string());
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == '.' => {}
            other => {
                found.extend(way.take());
                if let TokenTree::Group(group) = other {
                    ways(group.stream(), found);
                }
                continue;
            }
        }
        if is_call {
            found.extend(way.take());
        }
    }
    found.extend(way);
}

/// Whether a condition looks at variables and does nothing that others could notice.
pub(super) fn only_looks(condition: &Expr) -> bool {
    looks(condition.to_token_stream())
}

/// Methods that look.
const LOOKS: [&str; 7] = ["is_empty", "is_some", "is_none", "is_ok", "is_err", "is_full", "len"];

fn looks(tokens: TokenStream) -> bool {
    let (mut earlier, mut before): (Option<TokenTree>, Option<TokenTree>) = (None, None);
    for token in tokens {
        let fine = match &token {
            TokenTree::Ident(word) => !WORDS.iter().any(|no| word == no),
            TokenTree::Literal(_) => true,
            TokenTree::Punct(mark) => ".:<>=!&|+-*/%".contains(mark.as_char()),
            TokenTree::Group(group) => match (group.delimiter(), &before) {
                (Delimiter::None, _) => looks(group.stream()),
                (Delimiter::Parenthesis, Some(TokenTree::Ident(method))) => {
                    group.stream().is_empty() && LOOKS.iter().any(|name| method == name)
                }
                // Another macro.
                (_, Some(TokenTree::Punct(mark))) if mark.as_char() == '!' && is_word(earlier.as_ref()) => false,
                (Delimiter::Parenthesis, Some(TokenTree::Punct(_)) | None) => looks(group.stream()),
                _ => false,
            },
        };
        if !fine {
            return false;
        }
        (earlier, before) = (before, Some(token));
    }
    true
}

fn is_word(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(_)))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn expr(text: &str) -> Expr {
        syn::parse_str(text).unwrap()
    }

    #[test]
    fn places_leave_nothing() {
        for place in [
            "rx",
            "self.a.0.rx",
            "&rx",
            "&mut *rx",
            "(self.rx)",
            "rxs[0]",
            "rxs[next() + 1].rx",
            "Hub::<u8>::RX",
            "*(*a).b",
        ] {
            assert!(!leaves(&expr(place)), "{place}");
        }
        for other in [
            "f()",
            "ctx.done()",
            "rx.clone().a",
            "{ rx }",
            "if a { b } else { c }",
            "get!(a)",
            "a?",
            "[a, b]",
            "Some(&rx)",
            "m.lock().unwrap()[0]",
            "a as B",
            "|| a",
            "r.await",
            "S { a }",
            "match a { _ => b }",
        ] {
            assert!(leaves(&expr(other)), "{other}");
        }
    }

    #[test]
    fn what_is_calm_evaluates_nothing() {
        for calm in ["tx", "self.tx", "txs[i]", "txs[i + 1].tx", "&txs[N - self.n]"] {
            assert!(is_calm(&expr(calm)), "{calm}");
        }
        for other in ["txs[next()]", "txs[i % get!(n)]", "tx.clone()", "txs[{ 0 }]"] {
            assert!(!is_calm(&expr(other)), "{other}");
        }
        for looks in ["armed", "!armed && n < self.max", "q.is_empty() || !(a.len() > 3)", "x == N - 1"] {
            assert!(only_looks(&expr(looks)), "{looks}");
        }
        for other in [
            "f()",
            "q.pop()",
            "matches!(a, b)",
            "!all!(a)",
            "q.is_empty_at(1)",
            "{ n += 1; true }",
            "a[f()]",
            "let Some(x) = y",
        ] {
            assert!(!only_looks(&expr(other)), "{other}");
        }
    }

    #[test]
    fn places_meet_what_may_change_them() {
        let meets = |place: &str, earlier: &str| meet(place.parse().unwrap(), &earlier.parse().unwrap());
        for (place, earlier) in [
            ("tx", "f(&mut tx)"),
            ("self.tx", "self.next()"),
            ("self.tx", "{ self.tx = other; rx }"),
            ("self.tx", "&mut self"),
            ("hub.txs[0]", "hub.txs.pop()"),
            ("armed && n > 1", "next!(n)"),
            ("pair.0", "pair.0.next().done()"),
        ] {
            assert!(meets(place, earlier), "{place}: {earlier}");
        }
        for (place, earlier) in [
            ("tx", "ctx.done()"),
            ("self.tx", "self.ctx.done() self.timer.next(self.limit)"),
            ("pair.0", "pair.1.next()"),
            ("tx", "self.tx.clone() x.tx()"),
            ("self.queue.is_empty()", "self.ctx.done()"),
        ] {
            assert!(!meets(place, earlier), "{place}: {earlier}");
        }
    }

    #[test]
    fn temporaries_that_are_borrowed_from_are_held() {
        for (written, held) in [
            ("ctx.clone().done()", "held0_0 = ctx . clone () ; held0_0 . done ()"),
            ("m.lock().unwrap().rx", "held0_0 = m . lock () ; held0_1 = held0_0 . unwrap () ; held0_1 . rx"),
            ("*cell.borrow()", "held0_0 = cell . borrow () ; * held0_0"),
            ("make()", "make ()"),
            ("self.rx(a, b)", "self . rx (a , b)"),
            ("get(now(), &make())", "get (now () , { held0_0 = make () ; & held0_0 })"),
            ("all()[index(&key())]", "held0_0 = all () ; held0_0 [index ({ held0_1 = key () ; & held0_1 })]"),
            ("open(&a)?.rx()", "held0_0 = open (& a) ? ; held0_0 . rx ()"),
        ] {
            let (before, expr) = Held::default().hold(0, &expr(written));
            assert_eq!(quote!(#(#before)* #expr).to_string(), held, "{written}");
        }
    }
}
