//! Values of std whose methods block the thread, as far as a body shows how they are made.

/// What a value of std is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StdValue {
    Command,
    /// What `Command::spawn` gives.
    Spawned,
    Child,
    Stdin,
    OpenOptions,
    /// What `mpsc::channel()` gives.
    Channel,
    /// What `mpsc::sync_channel(n)` gives.
    SyncChannel,
    Receiver,
    SyncSender,
    Condvar,
    /// A tuple with a `Condvar` at this place, beside its mutex.
    WithCondvar(usize),
    Barrier,
}

use StdValue::{
    Barrier, Channel, Child, Command, Condvar, OpenOptions, Receiver, Spawned, Stdin, SyncChannel, SyncSender,
    WithCondvar,
};

const COMMAND: [&str; 13] = [
    "arg",
    "arg0",
    "args",
    "current_dir",
    "env",
    "env_clear",
    "env_remove",
    "envs",
    "pre_exec",
    "process_group",
    "stderr",
    "stdin",
    "stdout",
];

const OPTIONS: [&str; 9] =
    ["append", "clone", "create", "create_new", "custom_flags", "mode", "read", "truncate", "write"];

const READS: [&str; 10] = [
    "bytes",
    "fill_buf",
    "lines",
    "read",
    "read_exact",
    "read_line",
    "read_to_end",
    "read_to_string",
    "read_until",
    "split",
];

impl StdValue {
    /// What a function makes. `goroutines` has a `Barrier` and an `io::stdin` too: those must be std's in full.
    pub(super) fn made(path: &[String], arguments: usize) -> Option<Self> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (&path[..], arguments) {
            (["std", "process", "Command", "new"], 1) => Some(Command),
            (["std", "io", "stdin"], 0) => Some(Stdin),
            (["std", "fs", "OpenOptions", "new"] | ["std", "fs", "File", "options"], 0) => Some(OpenOptions),
            // Those of other crates with an `mpsc` take an argument where std's takes none, and have no `sync_channel`.
            (["std", "sync", "mpsc", "channel"] | ["mpsc", "channel"], 0) => Some(Channel),
            (["std", "sync", "mpsc", "sync_channel"] | ["mpsc", "sync_channel"], 1) => Some(SyncChannel),
            (["std", "sync", "Condvar", "new"] | ["Condvar", "new"], 0) => Some(Condvar),
            (["std", "sync", "Barrier", "new"], 1) => Some(Barrier),
            _ => None,
        }
    }

    /// What a method of it gives.
    pub(super) fn after(self, method: &str) -> Option<Self> {
        match (self, method) {
            (Command, "spawn") => Some(Spawned),
            (Command, method) if COMMAND.contains(&method) => Some(Command),
            (Spawned, "unwrap" | "expect") => Some(Child),
            (Stdin, "lock" | "by_ref") => Some(Stdin),
            (OpenOptions, method) if OPTIONS.contains(&method) => Some(OpenOptions),
            (SyncSender | Condvar | WithCondvar(_) | Barrier, "clone") => Some(self),
            _ => None,
        }
    }

    /// What `?` makes of it.
    pub(super) fn tried(self) -> Option<Self> {
        (self == Spawned).then_some(Child)
    }

    /// A part of a pair.
    pub(super) fn part(self, index: usize) -> Option<Self> {
        match (self, index) {
            (Channel | SyncChannel, 1) => Some(Receiver),
            (SyncChannel, 0) => Some(SyncSender),
            (WithCondvar(place), index) if place == index => Some(Condvar),
            _ => None,
        }
    }

    /// What to use instead, if this method of it blocks the thread.
    pub(super) fn twin(self, method: &str) -> Option<&'static str> {
        match (self, method) {
            (Command, "output" | "status") | (Child, "wait" | "wait_with_output") => Some("`goroutines::process`"),
            (Stdin, method) if READS.contains(&method) => Some("`goroutines::io::stdin`"),
            (OpenOptions, "open") => Some("`goroutines::fs`"),
            (Receiver, "recv" | "recv_timeout" | "iter" | "into_iter") | (SyncSender, "send") => {
                Some("`goroutines::channel`")
            }
            (Condvar, method) if method.starts_with("wait") => Some("`goroutines::sync::Cond`"),
            (Barrier, "wait") => Some("`goroutines::sync::Barrier`"),
            _ => None,
        }
    }

    /// How a method is named that is called where the value is made.
    pub(super) fn describe(self, method: &str) -> String {
        match self {
            Command => format!("Command::{method}"),
            Spawned | Child => format!("Child::{method}"),
            Stdin => format!("stdin().{method}"),
            OpenOptions => format!("OpenOptions::{method}"),
            Channel | SyncChannel | Receiver => format!("Receiver::{method}"),
            SyncSender => format!("SyncSender::{method}"),
            Condvar | WithCondvar(_) => format!("Condvar::{method}"),
            Barrier => format!("Barrier::{method}"),
        }
    }
}
