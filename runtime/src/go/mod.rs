//! Starting goroutines and waiting for their end. Nothing below this room starts a goroutine.

pub(crate) mod boot;
pub(crate) mod builder;
pub(crate) mod entry;
pub(crate) mod expanded;
mod fork;
pub(crate) mod go_in;
mod group;
pub(crate) mod identity;
pub(crate) mod join;
pub(crate) mod local;
pub(crate) mod lost_result;
pub(crate) mod movable;
pub(crate) mod panic;
pub(crate) mod procs;
pub(crate) mod scope;
mod send_or_exit;
pub(crate) mod spawn;
pub(crate) mod value;
