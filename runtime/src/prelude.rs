//! What almost every program with goroutines uses.
//!
//! ```
//! use goroutines::prelude::*;
//!
//! let wg = WaitGroup::new();
//! wg.go(|| println!("hello"));
//! wg.wait();
//! ```

#![forbid(unsafe_code)]

pub use crate::sync::WaitGroup;
pub use crate::{Receiver, Sender, chan, defer, go, goroutine, scope, select};
