//! How a child process is to be started.
//!
//! Rejected: a trait that adds to std's `Command`. Its methods would have std's names, and std's own would go first: whoever
//! forgot that would block a worker without a warning.

#![forbid(unsafe_code)]

use super::{Child, ExitStatus, Output, Stdio};
use crate::blocking::call::blocking;
use std::ffi::OsStr;
use std::path::Path;
use std::{io, process};

/// A child process to be started: std's [`Command`](std::process::Command), from which it can be made, and whose other methods
/// are reached by [`as_std_mut`](Command::as_std_mut).
///
/// The child is started by a thread of the pool, not by the calling one. It matters to what belongs to threads, on Linux
/// the signal that `prctl` sends when the parent *thread* ends: start such a child with std's own type on a thread that
/// stays.
///
/// ```
/// use goroutines::process::Command;
///
/// let status = Command::new("sh").args(["-c", "exit 3"]).status()?;
/// assert_eq!(status.code(), Some(3));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Command(process::Command);

impl Command {
    /// A command that runs `program` without arguments, with this process's environment and directory.
    ///
    /// ```
    /// assert!(goroutines::process::Command::new("no such program").spawn().is_err());
    /// ```
    pub fn new(program: impl AsRef<OsStr>) -> Command {
        Command(process::Command::new(program))
    }

    /// Adds an argument.
    ///
    /// ```
    /// let output = goroutines::process::Command::new("echo").arg("one").arg("two").output()?;
    /// assert_eq!(output.stdout, b"one two\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn arg(&mut self, arg: impl AsRef<OsStr>) -> &mut Command {
        self.0.arg(arg);
        self
    }

    /// Adds arguments.
    ///
    /// ```
    /// let output = goroutines::process::Command::new("echo").args(["one", "two"]).output()?;
    /// assert_eq!(output.stdout, b"one two\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn args<S: AsRef<OsStr>>(&mut self, args: impl IntoIterator<Item = S>) -> &mut Command {
        self.0.args(args);
        self
    }

    /// Sets a variable of the environment.
    ///
    /// ```
    /// let output = goroutines::process::Command::new("sh").args(["-c", "echo $WHO"]).env("WHO", "you").output()?;
    /// assert_eq!(output.stdout, b"you\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn env(&mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> &mut Command {
        self.0.env(name, value);
        self
    }

    /// Sets variables of the environment.
    ///
    /// ```
    /// let output = goroutines::process::Command::new("sh").args(["-c", "echo $A$B"]).envs([("A", "1"), ("B", "2")]).output()?;
    /// assert_eq!(output.stdout, b"12\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn envs<N: AsRef<OsStr>, V: AsRef<OsStr>>(
        &mut self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> &mut Command {
        self.0.envs(variables);
        self
    }

    /// Removes a variable of the environment.
    ///
    /// ```
    /// let output = goroutines::process::Command::new("sh").args(["-c", "echo $HOME"]).env_remove("HOME").output()?;
    /// assert_eq!(output.stdout, b"\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn env_remove(&mut self, name: impl AsRef<OsStr>) -> &mut Command {
        self.0.env_remove(name);
        self
    }

    /// Removes all variables of the environment.
    ///
    /// ```
    /// let output = goroutines::process::Command::new("/usr/bin/env").env_clear().output()?;
    /// assert_eq!(output.stdout, b"");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn env_clear(&mut self) -> &mut Command {
        self.0.env_clear();
        self
    }

    /// Sets the directory that the child runs in.
    ///
    /// ```
    /// let output = goroutines::process::Command::new("pwd").current_dir("/").output()?;
    /// assert_eq!(output.stdout, b"/\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn current_dir(&mut self, directory: impl AsRef<Path>) -> &mut Command {
        self.0.current_dir(directory);
        self
    }

    /// Sets the child's standard input.
    ///
    /// ```
    /// use goroutines::process::{Command, Stdio};
    ///
    /// let output = Command::new("cat").stdin(Stdio::null()).output()?;
    /// assert_eq!(output.stdout, b"");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn stdin(&mut self, stdin: impl Into<Stdio>) -> &mut Command {
        self.0.stdin(stdin);
        self
    }

    /// Sets the child's standard output.
    ///
    /// ```
    /// use goroutines::process::{Command, Stdio};
    ///
    /// assert!(Command::new("echo").stdout(Stdio::null()).status()?.success());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn stdout(&mut self, stdout: impl Into<Stdio>) -> &mut Command {
        self.0.stdout(stdout);
        self
    }

    /// Sets the child's standard error.
    ///
    /// ```
    /// use goroutines::process::{Command, Stdio};
    ///
    /// assert!(Command::new("echo").stderr(Stdio::null()).status()?.success());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn stderr(&mut self, stderr: impl Into<Stdio>) -> &mut Command {
        self.0.stderr(stderr);
        self
    }

    /// Std's command inside, for what it has beside this.
    ///
    /// ```
    /// let mut command = goroutines::process::Command::new("echo");
    /// assert_eq!(command.as_std_mut().get_program(), "echo");
    /// ```
    pub fn as_std_mut(&mut self) -> &mut process::Command {
        &mut self.0
    }

    /// Starts the child.
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
    pub fn spawn(&mut self) -> io::Result<Child> {
        blocking(|| self.0.spawn()).map(Child::from)
    }

    /// Starts the child, waits for its end, and returns what it has written.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// assert_eq!(goroutines::process::Command::new("echo").output()?.stdout, b"\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn output(&mut self) -> io::Result<Output> {
        blocking(|| self.0.output())
    }

    /// Starts the child, waits for its end, and returns how it has ended.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// assert!(!goroutines::process::Command::new("false").status()?.success());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn status(&mut self) -> io::Result<ExitStatus> {
        blocking(|| self.0.status())
    }
}

impl From<process::Command> for Command {
    fn from(command: process::Command) -> Command {
        Command(command)
    }
}

impl From<Command> for process::Command {
    fn from(command: Command) -> process::Command {
        command.0
    }
}
