//! What the turns of a loop are: how it may end, and what that depends on.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Item, Label, Lit, Macro};

use super::super::content::{self, Content};
use super::super::shapes::{ends_goroutine, never_returns, root_variable};
use super::ignoring;
use crate::select::Select;
use crate::syntax::tokens::peeled;

/// Calls that may make another arm ready, or a condition true.
const ENDS: [&str; 17] = [
    "abort",
    "cancel",
    "close",
    "disarm",
    "done",
    "drop",
    "exit",
    "finish",
    "notify_all",
    "notify_one",
    "quit",
    "send",
    "set",
    "shutdown",
    "stop",
    "store",
    "try_send",
];

/// A loop that does not end by itself.
pub(super) struct Turns {
    label: Option<String>,
    /// Whether it has a condition of which a call may change what it depends on.
    asks: bool,
    /// The words in all conditions of the loop.
    conditions: Vec<String>,
}

impl Turns {
    /// A loop's turns; none, if it may end otherwise than in an arm.
    pub(super) fn of(body: &Block, label: Option<&Label>, condition: Option<&Expr>) -> Option<Self> {
        let label = label.map(|label| label.name.ident.to_string());
        let always = |condition: &&Expr| matches!(peeled(condition), Expr::Lit(literal) if matches!(&literal.lit, Lit::Bool(truth) if truth.value));
        let condition = condition.filter(|condition| !always(condition));
        let mut around = Around::new(label.clone());
        if let Some(condition) = condition {
            if matches!(peeled(condition), Expr::Let(_)) || !crate::guard::lets(condition).is_empty() {
                return None;
            }
            words(condition.to_token_stream(), &mut around.conditions);
        }
        around.visit_block(body);
        (!around.leaves).then_some(Self { label, asks: condition.is_some(), conditions: around.conditions })
    }

    /// What the arms receive from that do nothing that could end the loop, and ignore what comes.
    pub(super) fn spinning<'a>(&self, select: &'a Select) -> Vec<&'a Expr> {
        let arms = select.arms.iter().filter(|arm| arm.guard.is_none() && arm.otherwise.is_none());
        arms.filter_map(|arm| Some((ignoring(&arm.operation)?, &arm.body)))
            .filter(|(source, body)| !self.may_end(source, body))
            .map(|(source, _)| source)
            .collect()
    }

    fn may_end(&self, source: &Expr, body: &Expr) -> bool {
        let mut deeds = Around::new(self.label.clone());
        deeds.visit_expr(body);
        let mut said = Vec::new();
        words(body.to_token_stream(), &mut said);
        let of_source = root_variable(source).map(ToString::to_string);
        deeds.leaves
            || said.iter().any(|word| self.conditions.contains(word) || ENDS.contains(&word.as_str()))
            || of_source.is_some_and(|root| root != "self" && said.contains(&root))
            || self.asks && calls(body)
    }
}

/// The words in tokens that may name variables or methods.
fn words(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                if word.starts_with(|first: char| first.is_lowercase() || first == '_') {
                    found.push(word);
                }
            }
            TokenTree::Group(group) => words(group.stream(), found),
            _ => {}
        }
    }
}

fn calls(body: &Expr) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_call(&mut self, _: &'ast syn::ExprCall) {
            self.0 = true;
        }
        fn visit_expr_method_call(&mut self, _: &'ast syn::ExprMethodCall) {
            self.0 = true;
        }
    }

    let mut search = Search(false);
    search.visit_expr(body);
    search.0
}

/// Looks for ways out of a loop, but for those in the arms of its `select!`s, and for the conditions that one may depend on.
struct Around {
    label: Option<String>,
    /// How many loops inside of this one are around the place.
    inner: usize,
    leaves: bool,
    conditions: Vec<String>,
}

impl Around {
    fn new(label: Option<String>) -> Self {
        Self { label, inner: 0, leaves: false, conditions: Vec::new() }
    }

    fn leave(&mut self) {
        self.leaves = true;
    }

    fn inside(&mut self, walk: impl FnOnce(&mut Self)) {
        self.inner += 1;
        walk(self);
        self.inner -= 1;
    }
}

impl<'ast> Visit<'ast> for Around {
    fn visit_expr_break(&mut self, expr: &'ast syn::ExprBreak) {
        // A label that is not this loop's is that of a loop around it, or of a block in it: say nothing then either.
        if expr.label.is_some() || self.inner == 0 {
            self.leave();
        }
    }

    fn visit_expr_continue(&mut self, expr: &'ast syn::ExprContinue) {
        if expr.label.as_ref().is_some_and(|label| Some(label.ident.to_string()) != self.label) {
            self.leave();
        }
    }

    fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
        self.leave();
    }

    fn visit_expr_try(&mut self, expr: &'ast syn::ExprTry) {
        self.leave();
        visit::visit_expr_try(self, expr);
    }

    fn visit_expr_await(&mut self, _: &'ast syn::ExprAwait) {
        self.leave();
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if ends_goroutine(call) {
            self.leave();
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        words(expr.cond.to_token_stream(), &mut self.conditions);
        visit::visit_expr_if(self, expr);
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        words(expr.expr.to_token_stream(), &mut self.conditions);
        visit::visit_expr_match(self, expr);
    }

    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.inside(|reader| reader.visit_block(&expr.body));
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        words(expr.cond.to_token_stream(), &mut self.conditions);
        self.inside(|reader| reader.visit_block(&expr.body));
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        self.inside(|reader| reader.visit_block(&expr.body));
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if never_returns(call) {
            self.leave();
        }
        match content::read(call) {
            Content::Select(select) => {
                for arm in &select.arms {
                    arm.operation.operands().for_each(|operand| self.visit_expr(operand));
                    if let Some(guard) = &arm.guard {
                        words(guard.to_token_stream(), &mut self.conditions);
                    }
                    // What an arm asks matters if it leaves.
                    let mut inside = Self { inner: self.inner, ..Self::new(self.label.clone()) };
                    arm.otherwise.iter().for_each(|(_, block)| inside.visit_block(block));
                    inside.visit_expr(&arm.body);
                    if inside.leaves {
                        self.conditions.append(&mut inside.conditions);
                    }
                }
            }
            Content::Go(_) | Content::Words(..) => {}
            other => content::walk(&other, self),
        }
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
