//! The pipes to and from a child process.

#![forbid(unsafe_code)]

use super::Stdio;
use crate::blocking::streams::{read_through_blocking, write_through_blocking};
use std::process;

/// The writing end of a child's input: std's [`ChildStdin`](std::process::ChildStdin).
///
/// ```
/// use goroutines::process::{Command, Stdio};
/// use std::io::Write;
///
/// let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
/// write!(child.stdin.as_mut().unwrap(), "to nobody")?;
/// assert!(child.wait()?.success());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ChildStdin(process::ChildStdin);

write_through_blocking!(ChildStdin, |pipe| pipe.0);

/// The reading end of a child's output: std's [`ChildStdout`](std::process::ChildStdout).
///
/// ```
/// use goroutines::process::{Command, Stdio};
/// use std::io::Read;
///
/// let mut child = Command::new("echo").arg("out").stdout(Stdio::piped()).spawn()?;
/// let mut text = String::new();
/// child.stdout.take().unwrap().read_to_string(&mut text)?;
/// assert_eq!(text, "out\n");
/// child.wait()?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ChildStdout(process::ChildStdout);

/// The reading end of a child's error output: std's [`ChildStderr`](std::process::ChildStderr).
///
/// ```
/// use goroutines::process::{Command, Stdio};
/// use std::io::Read;
///
/// let mut child = Command::new("sh").args(["-c", "echo oh >&2"]).stderr(Stdio::piped()).spawn()?;
/// let mut text = String::new();
/// child.stderr.take().unwrap().read_to_string(&mut text)?;
/// assert_eq!(text, "oh\n");
/// child.wait()?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ChildStderr(process::ChildStderr);

read_through_blocking!(ChildStdout, |pipe| pipe.0);
read_through_blocking!(ChildStderr, |pipe| pipe.0);

macro_rules! converts {
    ($($pipe:ident),+) => {$(
        impl From<process::$pipe> for $pipe {
            fn from(pipe: process::$pipe) -> $pipe {
                $pipe(pipe)
            }
        }

        impl From<$pipe> for process::$pipe {
            fn from(pipe: $pipe) -> process::$pipe {
                pipe.0
            }
        }

        /// So that one child's pipe can be another one's.
        impl From<$pipe> for Stdio {
            fn from(pipe: $pipe) -> Stdio {
                Stdio::from(pipe.0)
            }
        }

        #[cfg(unix)]
        impl std::os::fd::AsFd for $pipe {
            fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
                self.0.as_fd()
            }
        }
    )+};
}

converts!(ChildStdin, ChildStdout, ChildStderr);
