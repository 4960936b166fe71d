//! Who runs where: which worker a goroutine starts on, what a worker runs next, and how it sleeps.
#![doc = include_str!("README.md")]

pub(crate) mod bubble;
pub(crate) mod crew;
mod entry;
pub(crate) mod gate;
pub(crate) mod idle;
pub(crate) mod place;
pub(crate) mod roster;
pub(crate) mod search;
mod stacks;
mod turns;
mod unstarted;
pub(crate) mod worker;
