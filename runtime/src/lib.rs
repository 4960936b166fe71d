//! Go's concurrency in Rust: goroutines, channels and `select`, on a stackful M:N runtime.
//!
//! ```
//! use goroutines::prelude::*;
//!
//! let (tx, rx) = chan(0);
//! for i in 1..=3 {
//!     go!(|tx = tx.clone(), i| tx.send(i * i).unwrap());
//! }
//! drop(tx);
//! assert_eq!(rx.iter().sum::<i32>(), 14);
//! ```
//!
//! A goroutine that has started never leaves its thread, so thread-locals, `Rc`s and guards are as safe in it
//! as in a thread. Everything that blocks may be used from goroutines, which park, and from plain threads,
//! which sleep.
//!
//! The feature `tracing` keeps the spans of the crate `tracing` with their goroutines.
//!
//! What blocks its thread, because it knows nothing of goroutines, goes into [`blocking`]; files, child processes and standard
//! input are there already, in [`fs`], [`process`] and [`io`]. [`block_on`] waits for a future.

extern crate self as goroutines;

mod asked;
mod base;
mod blocking;
mod chan;
mod drive;
mod engine;
mod future;
mod go;
mod locks;
mod macros;
mod sched;
mod select;
#[cfg(feature = "tracing")]
mod spans;
mod task;
mod wait;
mod watch;

pub mod channel;
pub mod context;
pub mod fs;
pub mod io;
pub mod net;
pub mod prelude;
pub mod process;
pub mod runtime;
pub mod signal;
pub mod sync;
pub mod testing;
pub mod time;

#[cfg(all(test, goroutines_loom))]
mod loom_tests;

pub use blocking::call::blocking;
pub use channel::{Receiver, Sender, bounded as chan};
pub use future::block_on;
pub use go::builder::Builder;
pub use go::go_in::GoIn;
pub use go::join::JoinHandle;
pub use go::local::{AccessError, GoroutineLocal};
pub use go::scope::{Scope, ScopedJoinHandle, scope};
pub use go::spawn::spawn;
/// ```
/// use goroutines::{chan, go, goroutine};
///
/// #[goroutine]
/// fn main() {
///     let (tx, rx) = chan(0);
///     go! { tx.send("hello").unwrap(); }
///     assert_eq!(rx.recv(), Ok("hello"));
/// }
/// ```
pub use goroutines_macros::goroutine;
pub use scopeguard::defer;

/// Lets other goroutines run before this one goes on: Go's `runtime.Gosched`. On a plain thread, lets other
/// threads run.
///
/// ```
/// let handle = goroutines::spawn(|| goroutines::yield_now());
/// handle.join().unwrap();
/// ```
pub fn yield_now() {
    wait::checkpoint::yield_now();
}

/// What the macros' expansions use. Not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::asked::{
        Asked, AskedOfBoth, EndReceiver, IsReceiver, LeadsToStdLock, StdGuard, StdLock, TimerReceiver, Waits,
    };
    pub use crate::chan::{Receiver, Sender};
    pub use crate::go::builder::Builder;
    pub use crate::go::entry::{MainOptions, run_main, run_test, run_test_with};
    pub use crate::go::expanded::{go, go_in, go_in_with, go_with};
    pub use crate::go::lost_result::{LostResult, NoHandle};
    pub use crate::go::movable::{
        MoveIntoGoroutine, ResultOfGoroutine, assert_movable, assert_self_movable, assert_send, go1, go2, go3, go4,
        go5, no,
    };
    pub use crate::go::value::started;
    pub use crate::select::expanded::{
        block_forever, kept, no_receive_arm, no_transmit_arm, only_values, receive_arm, receive_arm_if, received,
        select, select_timeout, sent, sent_or_panic, transmit_arm, transmit_arm_if, try_select, value,
    };
    pub use crate::select::operand::{
        LeadsToReceive, LeadsToTransmit, OnlyValues, Receive, ReceiveArm, Sends, Transmit, TransmitArm, ValueArm,
    };
    pub use crate::select::several::{
        Arms, EachArm, Several, no_receive_each, only_values_of_each, pick, receive_each, receive_each_if, select_each,
        select_timeout_each, transmit_each, transmit_each_if, try_select_each,
    };
    pub use crate::testing::test::TestOptions;
    pub use crate::wait::arm::SelectArm;
    pub use crate::wait::checkpoint::checkpoint;
    pub use goroutines_macros::{go, select, select_biased};
}
