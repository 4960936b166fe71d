//! A child process that has been started.

#![forbid(unsafe_code)]

use super::{ChildStderr, ChildStdin, ChildStdout, ExitStatus, Output};
use crate::blocking::call::blocking;
use std::{io, process};

/// A child process: std's [`Child`](std::process::Child).
///
/// Dropping it does not end the child.
///
/// ```
/// use goroutines::process::{Command, Stdio};
/// use std::io::Write;
///
/// let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
/// child.stdin.take().unwrap().write_all(b"there and back")?;
/// assert_eq!(child.wait_with_output()?.stdout, b"there and back");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Child {
    inner: process::Child,
    /// The child's input, if it is a pipe.
    pub stdin: Option<ChildStdin>,
    /// The child's output, if it is a pipe.
    pub stdout: Option<ChildStdout>,
    /// The child's error output, if it is a pipe.
    pub stderr: Option<ChildStderr>,
}

impl Child {
    /// The child's process id.
    ///
    /// ```
    /// let mut child = goroutines::process::Command::new("true").spawn()?;
    /// assert!(child.id() > 0);
    /// child.wait()?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn id(&self) -> u32 {
        self.inner.id()
    }

    /// Ends the child by force.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// let mut child = goroutines::process::Command::new("sleep").arg("1000").spawn()?;
    /// child.kill()?;
    /// assert!(!child.wait()?.success());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn kill(&mut self) -> io::Result<()> {
        self.inner.kill()
    }

    /// Closes the child's input, waits for its end, and returns how it has ended.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// let mut child = goroutines::process::Command::new("true").spawn()?;
    /// assert!(child.wait()?.success());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        self.stdin = None;
        blocking(|| self.inner.wait())
    }

    /// How the child has ended, if it has.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// let mut child = goroutines::process::Command::new("sleep").arg("1000").spawn()?;
    /// assert!(child.try_wait()?.is_none());
    /// child.kill()?;
    /// child.wait()?;
    /// assert!(child.try_wait()?.is_some());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.inner.try_wait()
    }

    /// Closes the child's input, reads its output to the end, and waits for its end.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// use goroutines::process::{Command, Stdio};
    ///
    /// let child = Command::new("echo").arg("done").stdout(Stdio::piped()).spawn()?;
    /// assert_eq!(child.wait_with_output()?.stdout, b"done\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn wait_with_output(self) -> io::Result<Output> {
        let child = process::Child::from(self);
        blocking(|| child.wait_with_output())
    }
}

impl From<process::Child> for Child {
    fn from(mut inner: process::Child) -> Child {
        let stdin = inner.stdin.take().map(ChildStdin::from);
        let stdout = inner.stdout.take().map(ChildStdout::from);
        let stderr = inner.stderr.take().map(ChildStderr::from);
        Child { inner, stdin, stdout, stderr }
    }
}

impl From<Child> for process::Child {
    fn from(child: Child) -> process::Child {
        let Child { mut inner, stdin, stdout, stderr } = child;
        inner.stdin = stdin.map(process::ChildStdin::from);
        inner.stdout = stdout.map(process::ChildStdout::from);
        inner.stderr = stderr.map(process::ChildStderr::from);
        inner
    }
}
