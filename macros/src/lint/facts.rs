//! What a reading of a body finds: its variables, where each is mentioned, what is called, and which goroutines are started.
//!
//! A fact is kept with its [`Place`], so that a lint can ask what runs in which goroutine and in which turn of a loop. The
//! order of the mentions is that of evaluation, as far as it can be read off the source.

use std::rc::Rc;

use proc_macro2::Span;

use super::std_values::StdValue;
use crate::diagnostics::warning::{Condition, Finding, Level, Levels};

pub(super) type VariableId = usize;
pub(super) type GoroutineId = usize;
pub(super) type LoopId = usize;

/// Where something stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The loops around it, outermost first. A goroutine's body is in the loops around its `go!`.
    pub(super) loops: Rc<[LoopId]>,
    /// The `go!`s whose bodies it is in, outermost first.
    pub(super) goroutines: Rc<[GoroutineId]>,
    /// The branches that it is in: which `if` or `match`, and which of its arms.
    pub(super) branches: Rc<[(usize, usize)]>,
    /// How many closures it is in that may run elsewhere, counted from the innermost goroutine.
    pub(super) closures: usize,
    /// Whether `#[allow(deprecated)]` is around it.
    pub(super) quiet: bool,
}

impl Place {
    /// Whether what stands here has run whenever what stands there, and comes later, runs.
    pub(super) fn encloses(&self, later: &Self) -> bool {
        later.branches.starts_with(&self.branches)
            && later.loops.starts_with(&self.loops)
            && later.goroutines == self.goroutines
            && later.closures == self.closures
    }

    /// Whether two places are in different branches, of which only one runs.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        self.branches.iter().any(|(node, arm)| {
            other.branches.iter().any(|(other_node, other_arm)| node == other_node && arm != other_arm)
        })
    }
}

/// How a variable comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// By the head of a loop: `for pat in`, `while let pat =`.
    Loop,
    /// By a `let`, a parameter, an arm, a capture list.
    Local,
    /// It is no variable, but a function, a constant or a static of the body's own.
    Item,
    /// It is no variable, but imported inside the body.
    Import,
    /// Outside of what was read.
    Outside,
}

#[derive(Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) origin: Origin,
    pub(super) place: Place,
    /// The variable that it is another name or a clone of.
    pub(super) same_as: Option<VariableId>,
    /// What it is, if it is known to be of std.
    pub(super) std: Seen,
    /// The last word of its type, where the body shows it: see [`known`](super::known).
    pub(super) ty: Option<String>,
    /// Whether it is a parameter that is no reference.
    pub(super) owned_parameter: bool,
    /// How many mentions came before it did.
    pub(super) at: usize,
}

/// A value of std, as far as it can be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// In the body that is read.
    pub(super) here: Option<StdValue>,
    /// In the `go!` that it is in, which sees less.
    pub(super) inside: Option<StdValue>,
}

impl Seen {
    pub(super) fn map(self, change: impl Fn(StdValue) -> Option<StdValue>) -> Self {
        Self { here: self.here.and_then(&change), inside: self.inside.and_then(&change) }
    }
}

/// What is done to a variable where it is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Read,
    /// `x = …`: what it was is gone.
    Assign,
    /// `x += …`.
    Change,
    /// `x.field = …`, `x[i] = …`: what `x` leads to, if it is a reference.
    ChangePart,
}

/// How a variable is mentioned, as far as it says who has its value afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Use {
    /// The value may move away.
    #[default]
    Value,
    /// `&x`.
    Borrowed,
    /// `x.method(…)`, `Type::clone(&x)`.
    Called(String),
    /// In a capture list.
    Captured,
}

impl Use {
    pub(super) fn calls(&self, methods: &[&str]) -> bool {
        matches!(self, Self::Called(method) if methods.contains(&method.as_str()))
    }
}

#[derive(Debug)]
pub(super) struct Mention {
    pub(super) variable: VariableId,
    pub(super) act: Act,
    pub(super) usage: Use,
    pub(super) span: Span,
    pub(super) place: Place,
}

/// `let (tx, rx) = chan(…)`.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) sender: VariableId,
    pub(super) receiver: VariableId,
    pub(super) unbuffered: bool,
    /// How many mentions came before.
    pub(super) at: usize,
    pub(super) place: Place,
}

/// A loop that ends when a channel does: `for v in rx`, `while let Ok(v) = rx.recv()`.
#[derive(Debug)]
pub(super) struct Drain {
    pub(super) receiver: VariableId,
    pub(super) span: Span,
    pub(super) place: Place,
    /// The mentions in it.
    pub(super) mentions: std::ops::Range<usize>,
    /// Whether it may end otherwise.
    pub(super) leaves: bool,
}

/// `return` or `?`, or another way out of the body.
#[derive(Debug)]
pub(super) struct Exit {
    pub(super) place: Place,
    /// How many mentions came before.
    pub(super) at: usize,
}

/// `assert!(…)` and its like.
#[derive(Debug)]
pub(super) struct Assertion {
    pub(super) name: proc_macro2::Ident,
    pub(super) place: Place,
}

/// A method that is called on a variable.
#[derive(Debug)]
pub(super) struct Method {
    pub(super) variable: VariableId,
    pub(super) name: String,
    pub(super) arguments: usize,
    /// Whether its only argument is the number one.
    pub(super) by_one: bool,
    pub(super) span: Span,
    pub(super) place: Place,
    /// How many mentions came before.
    pub(super) at: usize,
}

/// A function that is called.
#[derive(Debug)]
pub(super) struct Call {
    /// The path, with the imports that could be seen.
    pub(super) path: Vec<String>,
    /// The same, without the imports outside of the `go!` that it is in.
    pub(super) path_inside: Vec<String>,
    pub(super) span: Span,
    pub(super) place: Place,
}

/// A method that blocks the thread.
#[derive(Debug)]
pub(super) struct Blocking {
    pub(super) described: String,
    pub(super) twin: &'static str,
    pub(super) span: Span,
    pub(super) place: Place,
    /// Whether the `go!` that it is in can see that it does.
    pub(super) seen_inside: bool,
}

/// A `go!`.
#[derive(Debug)]
pub(super) struct Goroutine {
    pub(super) levels: Levels,
    /// Whether it is a body, not a call.
    pub(super) is_body: bool,
    /// Whether what the body mentions moves into it.
    pub(super) moves: bool,
    /// Whether it is in a scope, and may therefore have borrows.
    pub(super) scoped: bool,
    /// Whether its handle is dropped at once.
    pub(super) dropped: bool,
    /// Whether its body ends with an assertion.
    pub(super) asserts_last: bool,
    /// How the `go!` would be written with more in its capture list; `{}` stands for the names.
    pub(super) with_captures: String,
    pub(super) place: Place,
    /// The mentions in its body.
    pub(super) mentions: std::ops::Range<usize>,
    /// How far the code after it runs, as a number of mentions, when its block ends by leaving. None: to the end.
    pub(super) reach: Option<usize>,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) variables: Vec<Variable>,
    pub(super) mentions: Vec<Mention>,
    pub(super) methods: Vec<Method>,
    pub(super) calls: Vec<Call>,
    pub(super) blocking: Vec<Blocking>,
    pub(super) goroutines: Vec<Goroutine>,
    pub(super) channels: Vec<Channel>,
    pub(super) drains: Vec<Drain>,
    pub(super) exits: Vec<Exit>,
    pub(super) assertions: Vec<Assertion>,
    /// The handles that cancel a context, as `let (ctx, cancel) = ctx.with_cancel()` gives them.
    pub(super) cancels: Vec<VariableId>,
    /// The mentions in each `defer!`.
    pub(super) deferred: Vec<std::ops::Range<usize>>,
    /// The groups that closures are members of, by `wg.go(|| …)`, and the mentions in each.
    pub(super) members: Vec<(VariableId, std::ops::Range<usize>)>,
    /// Of the body that was read.
    pub(super) levels: Levels,
    /// Whether it is the body of a `go!` into which its captures move.
    pub(super) moves: bool,
    /// Whether it is the body of a `go!` in a scope.
    pub(super) scoped: bool,
}

impl Facts {
    /// The variable that another one is a clone of, if it is.
    pub(super) fn original(&self, mut variable: VariableId) -> VariableId {
        while let Some(other) = self.variables[variable].same_as {
            variable = other;
        }
        variable
    }

    /// Whether a goroutine captures a variable, because it was there before.
    pub(super) fn captures(&self, goroutine: GoroutineId, variable: VariableId) -> bool {
        let is_variable = !matches!(self.variables[variable].origin, Origin::Item | Origin::Import);
        is_variable && !self.variables[variable].place.goroutines.contains(&goroutine)
    }

    /// The goroutines that the body starts itself, not by way of others: what those start, they see themselves.
    pub(super) fn own_goroutines(&self) -> impl Iterator<Item = (GoroutineId, &Goroutine)> {
        self.goroutines.iter().enumerate().filter(|(_, goroutine)| goroutine.place.goroutines.is_empty())
    }

    /// Whether a place in the order of the mentions is inside of a `defer!`.
    pub(super) fn is_deferred(&self, at: usize) -> bool {
        self.deferred.iter().any(|range| range.contains(&at))
    }

    /// A finding, with the level that holds in this goroutine's body; none, where the lint is off.
    pub(super) fn finding(
        &self,
        lint: &'static str,
        (goroutine, place): (Option<GoroutineId>, &Place),
        span: Span,
        text: String,
    ) -> Option<Finding> {
        let levels = goroutine.map_or(&self.levels, |goroutine| &self.goroutines[goroutine].levels);
        let level = levels.of(lint);
        let said = level != Level::Allow && !(place.quiet && level == Level::Warn);
        said.then_some(Finding { lint, level, span, text, condition: Condition::Always })
    }
}
