//! Child processes, as in `std::process`: the goroutine is parked while it waits for them.
//!
//! [`Command`] and [`Child`] have std's methods; those that wait go through [`blocking`](crate::blocking), and so do reading a
//! child's output and writing its input. Each child that is waited for takes one of the pool's threads meanwhile.
//!
//! ```
//! use goroutines::{go, process::Command};
//!
//! let handle = go! {
//!     let output = Command::new("echo").arg("hello").output().unwrap();
//!     String::from_utf8(output.stdout).unwrap()
//! };
//! assert_eq!(handle.join().unwrap(), "hello\n");
//! ```

mod child;
mod command;
mod pipes;

pub use child::Child;
pub use command::Command;
pub use pipes::{ChildStderr, ChildStdin, ChildStdout};
pub use std::process::{ExitCode, ExitStatus, Output, Stdio, Termination, abort, exit, id};
