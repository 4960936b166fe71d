//! The signals by name.

#![forbid(unsafe_code)]

use std::fmt;

/// A signal of the system: Go's `os.Signal`.
///
/// It prints as in Go: `interrupt`, `terminated`.
///
/// ```
/// use goroutines::signal::Signal;
///
/// assert_eq!(Signal::INTERRUPT.to_string(), "interrupt");
/// assert_eq!(Signal::from_raw(15), Signal::TERMINATE);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signal(i32);

macro_rules! signals {
    ($($(#[$doc:meta])* $name:ident = $number:ident, $words:literal;)*) => {
        impl Signal {
            $($(#[$doc])* pub const $name: Signal = Signal(libc::$number);)*
        }

        /// All of them.
        pub(super) const ALL: &[Signal] = &[$(Signal::$name),*];

        /// The system's name, and Go's words.
        fn words(signal: Signal) -> Option<(&'static str, &'static str)> {
            match signal {
                $(Signal::$name => Some((stringify!($number), $words)),)*
                _ => None,
            }
        }
    };
}

signals! {
    /// The terminal is gone; to a server: read your settings again.
    #[doc(alias = "SIGHUP")]
    HANGUP = SIGHUP, "hangup";
    /// Ctrl-C.
    #[doc(alias = "SIGINT")]
    INTERRUPT = SIGINT, "interrupt";
    /// Ctrl-\. Who listens to it takes the place of the report that the runtime prints otherwise.
    #[doc(alias = "SIGQUIT")]
    QUIT = SIGQUIT, "quit";
    /// What `kill` sends, and a service manager that wants a program to end.
    #[doc(alias = "SIGTERM")]
    TERMINATE = SIGTERM, "terminated";
    /// Of no meaning but the program's own.
    #[doc(alias = "SIGUSR1")]
    USER1 = SIGUSR1, "user defined signal 1";
    /// Of no meaning but the program's own.
    #[doc(alias = "SIGUSR2")]
    USER2 = SIGUSR2, "user defined signal 2";
    /// A timer of the system's has run off.
    #[doc(alias = "SIGALRM")]
    ALARM = SIGALRM, "alarm clock";
    /// A child process has ended or stopped.
    #[doc(alias = "SIGCHLD")]
    CHILD = SIGCHLD, "child exited";
    /// The process goes on after it was stopped.
    #[doc(alias = "SIGCONT")]
    CONTINUE = SIGCONT, "continued";
    /// Ctrl-Z.
    #[doc(alias = "SIGTSTP")]
    TERMINAL_STOP = SIGTSTP, "stopped";
    /// The terminal's size has changed.
    #[doc(alias = "SIGWINCH")]
    WINDOW_CHANGE = SIGWINCH, "window changed";
}

impl Signal {
    /// The signal with the system's number.
    ///
    /// ```
    /// use goroutines::signal::Signal;
    ///
    /// assert_eq!(Signal::from_raw(2), Signal::INTERRUPT);
    /// ```
    pub const fn from_raw(number: i32) -> Signal {
        Signal(number)
    }

    /// The system's number.
    ///
    /// ```
    /// assert_eq!(goroutines::signal::Signal::INTERRUPT.as_raw(), 2);
    /// ```
    pub const fn as_raw(self) -> i32 {
        self.0
    }

    /// Whether a handler may be installed that returns.
    pub(super) fn can_be_caught(self) -> bool {
        !matches!(self.0, libc::SIGKILL | libc::SIGSTOP | libc::SIGSEGV | libc::SIGILL | libc::SIGFPE | libc::SIGBUS)
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match words(*self) {
            Some((_, words)) => f.pad(words),
            None => write!(f, "signal {}", self.0),
        }
    }
}

impl fmt::Debug for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (words(*self), self.0) {
            (Some((name, _)), _) => f.pad(name),
            (None, libc::SIGKILL) => f.pad("SIGKILL"),
            (None, libc::SIGSTOP) => f.pad("SIGSTOP"),
            (None, libc::SIGSEGV) => f.pad("SIGSEGV"),
            (None, number) => write!(f, "Signal({number})"),
        }
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn signals_have_the_words_of_go() {
        assert_eq!(
            (Signal::TERMINATE.to_string(), format!("{:?}", Signal::TERMINATE)),
            ("terminated".into(), "SIGTERM".into())
        );
        assert_eq!((Signal(40).to_string(), format!("{:?}", Signal(40))), ("signal 40".into(), "Signal(40)".into()));
        assert!(ALL.iter().all(|signal| signal.can_be_caught()));
    }
}
