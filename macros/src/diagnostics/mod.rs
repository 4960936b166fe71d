//! What the macros say when they cannot go on, and what they warn of.
//!
//! `catalog` holds every text, `error` puts a text at a token and collects several errors of one
//! input, `warning` knows the lints. Nothing here reads the user's syntax: the rooms above decide
//! what is wrong and where.

pub(crate) mod catalog;
pub(crate) mod error;
pub(crate) mod warning;
