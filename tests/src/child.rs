//! Child programs: for what ends a process, and for what is true of a whole process only.

use std::ffi::OsStr;
use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// More than any child takes.
const PATIENCE: Duration = Duration::from_secs(100);

/// What a shell starts in the background inherits SIGQUIT ignored, and so would the tests' children.
const WITH_SIGQUIT: &str = "--default-signal=QUIT";

/// A program to be run.
pub struct Child {
    command: Command,
}

/// What has become of a program.
#[derive(Debug)]
pub struct Outcome {
    /// How it has ended.
    pub status: ExitStatus,
    /// What it has printed.
    pub stdout: String,
    /// What it has reported.
    pub stderr: String,
}

impl Child {
    /// The program at `path`, which is told what to do by `scenario`.
    pub fn new(path: impl AsRef<OsStr>, scenario: &str) -> Child {
        let mut command = Command::new("env");
        command.arg(WITH_SIGQUIT).arg(path).arg(scenario).env("RUST_BACKTRACE", "0");
        Child { command }
    }

    /// The same program under a limit that the shell sets, such as `ulimit -v 100000`.
    pub fn limited(path: &str, scenario: &str, limit: &str) -> Child {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limit}; exec \"$0\" \"$@\""), path, scenario]).env("RUST_BACKTRACE", "0");
        Child { command }
    }

    /// Gives it one more argument.
    pub fn arg(mut self, argument: &str) -> Child {
        self.command.arg(argument);
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: &str) -> Child {
        self.command.env(name, value);
        self
    }

    /// Removes a variable of its environment.
    pub fn without_env(mut self, name: &str) -> Child {
        self.command.env_remove(name);
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    ///
    /// If it does not start, or does not end.
    pub fn run(mut self) -> Outcome {
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the child starts");
        let stdout = read_all(child.stdout.take());
        let stderr = read_all(child.stderr.take());
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("the child can be waited for") {
                break Some(status);
            }
            if start.elapsed() > PATIENCE {
                break None;
            }
            thread::sleep(Duration::from_millis(2));
        };
        if status.is_none() {
            child.kill().expect("the child can be killed");
            child.wait().expect("the child can be waited for");
        }
        let stdout = stdout.join().expect("the child's output can be read");
        let stderr = stderr.join().expect("the child's output can be read");
        match status {
            Some(status) => Outcome { status, stdout, stderr },
            None => panic!("{:?} does not end; stdout:\n{stdout}\nstderr:\n{stderr}", self.command),
        }
    }
}

fn read_all(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes).expect("the pipe can be read");
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

impl Outcome {
    /// Asserts that the program has ended with this exit code.
    ///
    /// # Panics
    ///
    /// If it has not.
    #[track_caller]
    pub fn assert_code(&self, code: i32) {
        assert_eq!(self.status.code(), Some(code), "{self:#?}");
    }

    /// Asserts that the program has ended well and has printed this.
    ///
    /// # Panics
    ///
    /// If it has not.
    #[track_caller]
    pub fn assert_prints(&self, stdout: &str) {
        self.assert_code(0);
        assert_eq!(self.stdout, stdout, "{self:#?}");
    }
}
