//! The limits of the process that the shell's `ulimit` sets, and what a report says of them.

use std::{fmt, io};

/// A limit of the process.
#[derive(Clone, Copy)]
pub(crate) struct Ulimit {
    resource: Resource,
    /// The option of the shell's command.
    option: &'static str,
    /// What the command counts in.
    unit: &'static str,
    /// How many of what the system counts are one of them.
    scale: u64,
}

/// The type of a resource's number, which depends on the C library.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
type Resource = libc::__rlimit_resource_t;
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
type Resource = libc::c_int;

impl Ulimit {
    /// Address space.
    pub(super) const SPACE: Ulimit = Ulimit::kilobytes(libc::RLIMIT_AS, "-v");
    /// Private memory that may be written to.
    pub(super) const DATA: Ulimit = Ulimit::kilobytes(libc::RLIMIT_DATA, "-d");
    /// Memory that may be locked.
    pub(super) const LOCKED: Ulimit = Ulimit::kilobytes(libc::RLIMIT_MEMLOCK, "-l");
    /// The stack of the initial thread, which the `generator` crate allows its own stacks.
    pub(super) const STACK: Ulimit = Ulimit::kilobytes(libc::RLIMIT_STACK, "-s");
    /// Threads of the user.
    const THREADS: Ulimit = Ulimit { resource: libc::RLIMIT_NPROC, option: "-u", unit: "", scale: 1 };

    const fn kilobytes(resource: Resource, option: &'static str) -> Ulimit {
        Ulimit { resource, option, unit: " KiB", scale: 1 << 10 }
    }

    /// The limit in force and the highest one that the process may set; `None` where there is none.
    fn values(self) -> [Option<u64>; 2] {
        let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
        // SAFETY: `limit` is a valid place for the answer.
        unsafe { libc::getrlimit(self.resource, &raw mut limit) };
        // The type of a limit depends on the target.
        #[allow(clippy::useless_conversion, reason = "it is u64 on most targets")]
        [limit.rlim_cur, limit.rlim_max].map(|value| (value != libc::RLIM_INFINITY).then(|| u64::from(value)))
    }

    /// The limit in force, in bytes.
    pub(super) fn now(self) -> Option<usize> {
        self.values()[0].and_then(|value| usize::try_from(value).ok())
    }

    /// The highest limit that the process may set itself, in bytes.
    pub(super) fn hard(self) -> Option<usize> {
        self.values()[1].and_then(|value| usize::try_from(value).ok())
    }

    /// `, <limit>` if there is one, or nothing.
    pub(super) fn if_set(self) -> String {
        if self.values()[0].is_some() { format!(", {self}") } else { String::new() }
    }
}

/// `` `ulimit -v` (now 40000 KiB) ``.
impl fmt::Display for Ulimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`ulimit {}`", self.option)?;
        match self.values()[0] {
            Some(value) => write!(f, " (now {}{})", value / self.scale, self.unit),
            None => Ok(()),
        }
    }
}

/// That the system refuses a thread, and what may be done about it.
pub(crate) struct NoThread<'a>(pub(crate) &'a io::Error);

impl fmt::Display for NoThread<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = Ulimit::SPACE.if_set() + &Ulimit::DATA.if_set();
        write!(
            f,
            "the system refuses a thread ({}); raise {}{others} or the limits of the container",
            self.0,
            Ulimit::THREADS
        )
    }
}
