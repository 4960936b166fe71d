//! What a goroutine is: its record, why it waits, its home with the inbox, and the one thread-local.

pub(crate) mod alarm;
pub(crate) mod bubble;
mod counter;
pub(crate) mod current;
pub(crate) mod events;
pub(crate) mod home;
pub(crate) mod inbox;
pub(crate) mod list;
pub(crate) mod locals;
pub(crate) mod newcomer;
pub(crate) mod observers;
pub(crate) mod orders;
pub(crate) mod pass;
pub(crate) mod published;
pub(crate) mod reason;
pub(crate) mod record;
pub(crate) mod sites;
pub(crate) mod sockets;
pub(crate) mod trace;
