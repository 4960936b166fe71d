//! Waiting for the first of several operations: the algorithm, what `select!` expands to, and the dynamic form.

pub(crate) mod dynamic;
pub(crate) mod expanded;
pub(crate) mod operand;
pub(crate) mod run;
pub(crate) mod several;
