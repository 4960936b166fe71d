//! What a `select!` consists of.

use syn::{Block, Expr, Pat, Token};

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
    /// `else { … }`: taken when the pattern does not match.
    pub(crate) otherwise: Option<(Token![else], Block)>,
    pub(crate) body: Expr,
}

/// What an arm waits for.
pub(crate) enum Operation {
    /// `pat = <-source`, or `recv(source) -> pat`.
    Receive { pattern: Option<Pat>, source: Expr, dialect: Dialect },
    /// `pat = sink <- value`, or `send(sink, value) -> pat`.
    Send { pattern: Option<Pat>, sink: Expr, value: Expr, dialect: Dialect },
    /// `default`, or `default(timeout)`.
    Default { keyword: syn::Ident, timeout: Option<Expr> },
}

/// How an arm is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    Go,
    /// Word for word: channels may be anything that dereferences to one.
    Crossbeam,
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
