//! What crossbeam-channel's own tests demand, written anew and run on threads and on goroutines.
//!
//! Each module names the file of crossbeam-channel 0.5 whose behaviours it covers.

#![forbid(unsafe_code)]

mod after;
mod disconnect;
mod drops;
mod exchange;
mod handles;
mod iter;
mod never;
mod ready;
mod same_channel;
mod select_dynamic;
mod select_fairness;
mod select_forms;
mod select_stress;
mod select_waits;
mod thread_locals;
mod tick;
mod timeouts;
