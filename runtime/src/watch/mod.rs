//! What looks at the others and rarely acts: time slices, the deadlock report, reports in general.

pub(crate) mod console;
pub(crate) mod deadlock;
pub(crate) mod dump;
pub(crate) mod folded;
pub(crate) mod metrics;
pub(crate) mod quit;
pub(crate) mod report;
mod spare;
pub(crate) mod stacks;
pub(crate) mod stuck;
pub(crate) mod sysmon;
pub(crate) mod timeline;
