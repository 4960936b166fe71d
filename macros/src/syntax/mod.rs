//! The pieces of grammar that the three macros share.
//!
//! Nothing here knows which macro reads: a room above hands in a stream and gets a piece of syntax
//! or an error at the right token.

pub(crate) mod body;
pub(crate) mod captures;
pub(crate) mod habits;
pub(crate) mod keywords;
mod manifest;
mod numbers;
pub(crate) mod options;
pub(crate) mod paths;
pub(crate) mod rendering;
mod slip;
pub(crate) mod statement;
pub(crate) mod tokens;
