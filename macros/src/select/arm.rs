//! What a `select!` consists of.

use syn::{Block, Expr, Pat, Token};

/// A whole `select!`.
pub(crate) struct Select {
    /// Whether the arms are tried in order.
    pub(super) biased: bool,
    pub(super) arms: Vec<Arm>,
}

/// One arm.
pub(super) struct Arm {
    pub(super) operation: Operation,
    /// `if …`: the arm is never ready when this is false.
    pub(super) guard: Option<Expr>,
    /// `else { … }`: taken when the pattern does not match.
    pub(super) otherwise: Option<(Token![else], Block)>,
    pub(super) body: Expr,
}

/// What an arm waits for.
pub(super) enum Operation {
    /// `pat = <-source`, or `recv(source) -> pat`.
    Receive { pattern: Option<Pat>, source: Expr, dialect: Dialect },
    /// `pat = sink <- value`, or `send(sink, value) -> pat`.
    Send { pattern: Option<Pat>, sink: Expr, value: Expr, dialect: Dialect },
    /// `default`, or `default(timeout)`.
    Default { keyword: syn::Ident, timeout: Option<Expr> },
}

/// How an arm is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Dialect {
    Go,
    /// Word for word: channels may be anything that dereferences to one.
    Crossbeam,
}

impl Operation {
    pub(super) fn pattern(&self) -> Option<&Pat> {
        match self {
            Self::Receive { pattern, .. } | Self::Send { pattern, .. } => pattern.as_ref(),
            Self::Default { .. } => None,
        }
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
