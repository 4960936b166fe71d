//! A loop around a `select!` whose `default` does nothing: it turns as fast as it can, and keeps a processor busy.
//!
//! The turn that takes the `default` arms is followed through the loop's body. Only where all that it can come to is
//! computing is there something to say: any call on its way may wait or be the work that the loop is about, and any `break` or
//! `?` may end it. `for` and `while let` end by themselves.

use syn::visit::{self, Visit};
use syn::{Block, Expr, Ident, Item, Label, Lifetime, Macro, Pat, Stmt};

use super::content::{self, Content};
use super::parking;
use super::shapes::{allows_deprecated, assigns, attributes, variable};
use super::syntactic::Report;
use super::variants;
use crate::diagnostics::catalog;
use crate::diagnostics::warning::BUSY_SELECT;
use crate::select::Operation;
use crate::syntax::tokens::peeled;

pub(super) struct BusySelect<'a, 'b>(pub(super) &'a mut Report<'b>);

/// What a piece of a turn comes to.
#[derive(Clone, PartialEq)]
enum Course {
    /// Nothing was done, and what stands after it is next.
    GoesOn,
    /// Nothing was done, and the next turn begins: of this loop, or of one around it that has the label.
    NextTurn(Option<Lifetime>),
    /// Something is done, or the loop is left, or nobody knows.
    Does,
}

impl Course {
    /// After this, `then`.
    fn then(self, then: impl FnOnce() -> Self) -> Self {
        if self == Self::GoesOn { then() } else { self }
    }

    /// Either this or `other`.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Does, _) | (_, Self::Does) => Self::Does,
            // Where one side goes on and the other begins a new turn, going on is what has to be looked at.
            (Self::GoesOn, Self::NextTurn(None)) | (Self::NextTurn(None), Self::GoesOn) => Self::GoesOn,
            _ => Self::Does,
        }
    }
}

/// A turn of a loop that takes every `default` on its way.
#[derive(Default)]
struct Turn {
    /// The first `default` that is taken.
    taken: Option<Ident>,
    /// Every variable that is assigned to.
    assigned: Vec<Ident>,
    /// The variables that hold what a `default` arm gave.
    given: Vec<(String, Expr)>,
    /// The labels of the loops that the turn has entered, innermost last.
    labels: Vec<Option<Lifetime>>,
}

impl Turn {
    fn block(&mut self, block: &Block) -> Course {
        let given = self.given.len();
        let course = block.stmts.iter().fold(Course::GoesOn, |course, next| course.then(|| self.statement(next)));
        self.given.truncate(given);
        course
    }

    fn statement(&mut self, statement: &Stmt) -> Course {
        match statement {
            Stmt::Item(_) => Course::GoesOn,
            Stmt::Macro(call) => self.select(&call.mac),
            Stmt::Expr(expr, _) => self.expr(expr),
            Stmt::Local(local) => {
                let Some(init) = &local.init else { return Course::GoesOn };
                let value = self.value(&init.expr);
                let course = self.expr(&init.expr);
                if let (Some(value), Pat::Ident(name)) = (&value, &local.pat) {
                    self.given.push((name.ident.to_string(), value.clone()));
                }
                let matches = value.and_then(|value| variants::matches(&local.pat, &value));
                match (&init.diverge, matches) {
                    (None, _) | (_, Some(true)) => course,
                    (Some((_, otherwise)), Some(false)) => course.then(|| self.expr(otherwise)),
                    (Some((_, otherwise)), None) => course.then(|| self.expr(otherwise).or(Course::GoesOn)),
                }
            }
        }
    }

    /// What an expression gives in this turn, if it is what a `default` gives.
    fn value(&self, expr: &Expr) -> Option<Expr> {
        match peeled(expr) {
            Expr::Paren(inner) => self.value(&inner.expr),
            Expr::Macro(call) => Some(variants::outcome(&default_of(&call.mac)?.1)?.clone()),
            Expr::Path(_) => {
                let name = variable(expr)?;
                self.given.iter().rev().find(|(known, _)| name == known).map(|(_, value)| value.clone())
            }
            _ => None,
        }
    }

    fn select(&mut self, call: &Macro) -> Course {
        let Some((keyword, body)) = default_of(call) else { return Course::Does };
        let course = self.expr(&body);
        if course != Course::Does {
            self.taken.get_or_insert(keyword);
        }
        course
    }

    fn all<'a>(&mut self, parts: impl IntoIterator<Item = &'a Expr>) -> Course {
        parts.into_iter().fold(Course::GoesOn, |course, part| course.then(|| self.expr(part)))
    }

    fn expr(&mut self, expr: &Expr) -> Course {
        match peeled(expr) {
            Expr::Macro(call) => self.select(&call.mac),
            Expr::Block(inner) if inner.label.is_none() => self.block(&inner.block),
            Expr::Unsafe(inner) => self.block(&inner.block),
            Expr::If(inner) => self.branches(inner),
            Expr::Match(inner) => {
                let value = self.value(&inner.expr);
                let course = self.expr(&inner.expr);
                let of_arm = |turn: &mut Self, arm: &syn::Arm| match &arm.pat {
                    Pat::Guard(pat) => turn.expr(&pat.guard).then(|| turn.expr(&arm.body)),
                    _ => turn.expr(&arm.body),
                };
                let known = |arm: &&syn::Arm| value.as_ref().map(|value| variants::matches(&arm.pat, value));
                let taken: Vec<&syn::Arm> = inner.arms.iter().filter(|arm| known(arm) != Some(Some(false))).collect();
                course.then(|| taken.iter().map(|arm| of_arm(self, arm)).reduce(Course::or).unwrap_or(Course::Does))
            }
            Expr::Loop(inner) => {
                self.labels.push(inner.label.as_ref().map(|label| label.name.clone()));
                let course = self.block(&inner.body);
                self.labels.pop();
                match course {
                    // It goes on in a loop around it.
                    Course::NextTurn(Some(label)) if !is_label(inner.label.as_ref(), &label) => self.next(Some(label)),
                    // It turns without end, and is looked at by itself.
                    _ => Course::Does,
                }
            }
            Expr::Continue(next) => self.next(next.label.clone()),
            Expr::Assign(assign) => {
                self.assigned.extend(variable(&assign.left).cloned());
                self.all([&*assign.right, &*assign.left])
            }
            Expr::Binary(binary) => {
                if assigns(&binary.op) {
                    self.assigned.extend(variable(&binary.left).cloned());
                }
                self.all([&*binary.left, &*binary.right])
            }
            Expr::Array(inner) => self.all(&inner.elems),
            Expr::Tuple(inner) => self.all(&inner.elems),
            Expr::Struct(inner) => {
                let fields = inner.fields.iter().map(|field| &field.expr);
                self.all(fields.chain(inner.rest.as_deref()))
            }
            Expr::Cast(inner) => self.expr(&inner.expr),
            Expr::Field(inner) => self.expr(&inner.base),
            Expr::Index(inner) => self.all([&*inner.expr, &*inner.index]),
            Expr::Let(inner) => self.expr(&inner.expr),
            Expr::Paren(inner) => self.expr(&inner.expr),
            Expr::Range(inner) => self.all(inner.start.as_deref().into_iter().chain(inner.end.as_deref())),
            Expr::Reference(inner) => self.expr(&inner.expr),
            Expr::Repeat(inner) => self.expr(&inner.expr),
            Expr::Unary(inner) => self.expr(&inner.expr),
            // `Some(x)` makes a value.
            Expr::Call(call) if variants::constructs(call) => self.all(&call.args),
            Expr::Lit(_) | Expr::Path(_) | Expr::Closure(_) | Expr::Async(_) | Expr::Infer(_) => Course::GoesOn,
            _ => Course::Does,
        }
    }

    /// `continue`, with or without a label.
    fn next(&self, label: Option<Lifetime>) -> Course {
        let innermost = self.labels.last().cloned().flatten();
        match label {
            Some(label) if Some(&label) != innermost.as_ref() => Course::NextTurn(Some(label)),
            _ => Course::NextTurn(None),
        }
    }

    fn branches(&mut self, branch: &syn::ExprIf) -> Course {
        let chosen = match peeled(&branch.cond) {
            Expr::Let(inner) => self.value(&inner.expr).and_then(|value| variants::matches(&inner.pat, &value)),
            cond => self.value(cond).and_then(|value| variants::truth(&value)),
        };
        let course = self.expr(&branch.cond);
        if course != Course::GoesOn {
            return course;
        }
        let then = if chosen == Some(false) { None } else { Some(self.block(&branch.then_branch)) };
        let otherwise = match &branch.else_branch {
            _ if chosen == Some(true) => None,
            Some((_, otherwise)) => Some(self.expr(otherwise)),
            None => Some(Course::GoesOn),
        };
        then.into_iter().chain(otherwise).reduce(Course::or).unwrap_or(Course::Does)
    }
}

fn is_label(label: Option<&Label>, name: &Lifetime) -> bool {
    label.is_some_and(|label| label.name == *name)
}

/// The `default` arm of a `select!` that does not wait, and its body.
fn default_of(call: &Macro) -> Option<(Ident, Expr)> {
    let Content::Select(select) = content::read(call) else { return None };
    select.arms.into_iter().find_map(|arm| match arm.operation {
        Operation::Default { keyword, timeout: None } => Some((keyword, arm.body)),
        _ => None,
    })
}

/// Whether a condition waits, and the variables in it.
#[derive(Default)]
struct Condition {
    waits: bool,
    names: Vec<Ident>,
}

impl<'ast> Visit<'ast> for Condition {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.waits |= parking::method(call).is_some();
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        // A function of the user's own may wait.
        self.waits = true;
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_let(&mut self, _: &'ast syn::ExprLet) {
        self.waits = true;
    }

    fn visit_macro(&mut self, _: &'ast Macro) {
        self.waits = true;
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.names.extend(path.path.get_ident().cloned());
    }
}

impl BusySelect<'_, '_> {
    fn turn(&mut self, body: &Block, label: Option<&Label>, condition: Option<&Expr>) {
        let mut asked = Condition::default();
        if let Some(condition) = condition {
            asked.visit_expr(condition);
        }
        let mut turn = Turn { labels: vec![label.map(|label| label.name.clone())], ..Turn::default() };
        let course = turn.block(body);
        let moves_on = turn.assigned.iter().any(|name| asked.names.contains(name));
        let turns = matches!(course, Course::GoesOn | Course::NextTurn(None));
        if let Some(keyword) = turn.taken
            && turns
            && !asked.waits
            && !moves_on
        {
            self.0.say(BUSY_SELECT, keyword.span(), catalog::BUSY_SELECT.to_owned());
        }
    }
}

impl<'ast> Visit<'ast> for BusySelect<'_, '_> {
    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.turn(&expr.body, expr.label.as_ref(), None);
        visit::visit_expr_loop(self, expr);
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.turn(&expr.body, expr.label.as_ref(), Some(&expr.cond));
        visit::visit_expr_while(self, expr);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        content::walk(&content::read(call), self);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let quiet = self.0.quiet;
        self.0.quiet |= attributes(statement).iter().any(allows_deprecated);
        visit::visit_stmt(self, statement);
        self.0.quiet = quiet;
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
