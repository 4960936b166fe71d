//! What a `select!` consists of.

use syn::{Block, Expr, Ident, Pat, Stmt, Token};

use crate::syntax::tokens::peeled;

/// A whole `select!`.
pub(crate) struct Select {
    /// Whether the arms are tried in order.
    pub(super) biased: bool,
    pub(crate) arms: Vec<Arm>,
}

/// One arm.
pub(crate) struct Arm {
    pub(crate) operation: Operation,
    /// `if …`: the arm is never ready when this is false.
    pub(crate) guard: Option<Expr>,
    /// `else { … }`: taken when the pattern does not match, or the value could not be sent.
    pub(crate) otherwise: Option<(Token![else], Block)>,
    pub(crate) body: Expr,
}

/// What an arm waits for.
pub(crate) enum Operation {
    /// `pat = <-source`, or `recv(source) -> pat`. With `each` the source is a list of channels.
    Receive { pattern: Option<Pat>, each: Option<Ident>, source: Expr, dialect: Dialect },
    /// `pat = sink <- value`, or `send(sink, value) -> pat`. With `each` the sink is a list of channels.
    Send { pattern: Option<Pat>, each: Option<Ident>, sink: Expr, value: Expr, dialect: Dialect },
    /// `default`, or `default(timeout)`.
    Default { keyword: Ident, timeout: Option<Expr> },
}

/// How an arm is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    Go,
    /// Word for word: channels may be anything that dereferences to one.
    Crossbeam,
}

impl Arm {
    /// Whether the body looks as if it went elsewhere, so that nothing follows it.
    pub(super) fn leaves(&self) -> bool {
        leaves(&self.body)
    }
}

fn leaves(body: &Expr) -> bool {
    match peeled(body) {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) | Expr::Loop(_) => true,
        Expr::Macro(call) => {
            ["panic", "unreachable", "todo", "unimplemented"].iter().any(|name| call.mac.path.is_ident(name))
        }
        Expr::Block(block) => match block.block.stmts.last() {
            Some(Stmt::Expr(last, _)) => leaves(last),
            Some(Stmt::Macro(last)) => {
                leaves(&Expr::Macro(syn::ExprMacro { attrs: Vec::new(), mac: last.mac.clone() }))
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
impl Arm {
    /// Whether all of it is Rust, and not kept as it is for the compiler to speak of.
    pub(super) fn is_readable(&self) -> bool {
        let operands = match &self.operation {
            Operation::Receive { source, .. } => vec![source],
            Operation::Send { sink, value, .. } => vec![sink, value],
            Operation::Default { timeout, .. } => timeout.iter().collect(),
        };
        !operands.into_iter().chain(&self.guard).chain([&self.body]).any(|expr| matches!(expr, Expr::Verbatim(_)))
    }
}

impl Operation {
    pub(crate) fn pattern(&self) -> Option<&Pat> {
        match self {
            Self::Receive { pattern, .. } | Self::Send { pattern, .. } => pattern.as_ref(),
            Self::Default { .. } => None,
        }
    }

    /// What is evaluated for the arm, in source order.
    pub(crate) fn operands(&self) -> impl Iterator<Item = &Expr> {
        let (first, second) = match self {
            Self::Receive { source, .. } => (Some(source), None),
            Self::Send { sink, value, .. } => (Some(sink), Some(value)),
            Self::Default { timeout, .. } => (timeout.as_ref(), None),
        };
        first.into_iter().chain(second)
    }

    /// The channel, or the list of channels.
    pub(super) fn channel(&self) -> Option<&Expr> {
        match self {
            Self::Receive { source: channel, .. } | Self::Send { sink: channel, .. } => Some(channel),
            Self::Default { .. } => None,
        }
    }

    pub(super) fn sends(&self) -> bool {
        matches!(self, Self::Send { .. })
    }

    /// Whether it is one of a list of channels.
    pub(super) fn is_each(&self) -> bool {
        matches!(self, Self::Receive { each: Some(_), .. } | Self::Send { each: Some(_), .. })
    }

    pub(super) fn is_default(&self) -> bool {
        matches!(self, Self::Default { .. })
    }
}

impl Select {
    /// The code that runs when an arm was chosen and its operation carried out.
    pub(crate) fn bodies_mut(&mut self) -> impl Iterator<Item = &mut Expr> {
        self.arms.iter_mut().map(|arm| &mut arm.body)
    }
}
