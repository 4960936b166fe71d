//! Who takes part: how each is built, and how it is asked to run a row.

#![forbid(unsafe_code)]

use std::env;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A program that has not ended after this time is killed.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Contender {
    Ours,
    Go,
    May,
    Tokio,
}

impl Contender {
    pub(crate) const ALL: [Contender; 4] = [Contender::Ours, Contender::Go, Contender::May, Contender::Tokio];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Contender::Ours => "goroutines",
            Contender::Go => "Go",
            Contender::May => "may",
            Contender::Tokio => "tokio",
        }
    }
}

/// What each contender was built to, or why it was not. The place is that of `Contender::ALL`.
pub(crate) struct Built([Result<Program, String>; 4]);

pub(crate) struct Program {
    path: PathBuf,
    first: Option<&'static str>,
    pub(crate) version: String,
}

impl Program {
    /// To be told what to run.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(self.first);
        command
    }
}

impl Built {
    pub(crate) fn build(wanted: &[Contender]) -> Built {
        let rivals = [Contender::May, Contender::Tokio].iter().any(|rival| wanted.contains(rival)).then(rivals);
        let rival = |name| {
            let path = rivals.clone().unwrap_or_else(|| Err("is not wanted".to_owned()))?;
            Ok(Program { path, first: Some(name), version: locked_version(name) })
        };
        Built(Contender::ALL.map(|contender| match contender {
            _ if !wanted.contains(&contender) => Err("is not wanted".to_owned()),
            Contender::Ours => ours(),
            Contender::Go => go(),
            Contender::May => rival("may"),
            Contender::Tokio => rival("tokio"),
        }))
    }

    /// Or why it does not take part.
    pub(crate) fn program(&self, contender: Contender) -> Result<&Program, &String> {
        self.0[contender as usize].as_ref()
    }

    /// What the contender prints when it runs the row; the last line of its complaint where it fails.
    pub(crate) fn run(
        &self,
        contender: Contender,
        row: &str,
        workers: usize,
        budget: Duration,
    ) -> Result<String, String> {
        let program = self.program(contender).map_err(String::clone)?;
        let mut command = program.command();
        command.arg(row).arg(budget.as_millis().to_string());
        command.env("GOMAXPROCS", workers.to_string()).env("RUST_BACKTRACE", "0");
        let output = output_in_time(command)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(last_line(&output.stderr).unwrap_or_else(|| output.status.to_string()))
    }
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/versus")
}

/// A folder in the workspace's target folder.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("versus")
}

fn ours() -> Result<Program, String> {
    let path = env::current_exe().map_err(|error| error.to_string())?;
    Ok(Program { path, first: Some("--child"), version: env!("CARGO_PKG_VERSION").to_owned() })
}

fn go() -> Result<Program, String> {
    let path = target().join("go").join("versus");
    // The tag is for rows that need a module; without a way to fetch it the others are left.
    go_build(&path, &["-tags", "xsync"]).or_else(|_| go_build(&path, &[]))?;
    let version = Command::new("go").args(["env", "GOVERSION"]).output().map_err(|error| error.to_string())?;
    let version = String::from_utf8_lossy(&version.stdout).trim().trim_start_matches("go").to_owned();
    Ok(Program { path, first: None, version })
}

fn go_build(path: &Path, tags: &[&str]) -> Result<(), String> {
    let mut go = Command::new("go");
    go.current_dir(source().join("go")).arg("build").args(tags).arg("-o").arg(path).arg(".");
    succeeded(&go.output().map_err(|_| "no go".to_owned())?)
}

fn rivals() -> Result<PathBuf, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let target = target().join("rivals");
    let built = Command::new(cargo)
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(source().join("rivals/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .output();
    succeeded(&built.map_err(|error| error.to_string())?)?;
    Ok(target.join("release/rivals"))
}

fn succeeded(output: &Output) -> Result<(), String> {
    if output.status.success() {
        return Ok(());
    }
    Err(format!("not built: {}", last_line(&output.stderr).unwrap_or_default()))
}

/// The version of a rival, from the file in which cargo keeps it.
fn locked_version(name: &str) -> String {
    let lock = std::fs::read_to_string(source().join("rivals/Cargo.lock")).unwrap_or_default();
    let version =
        lock.split_once(&format!("name = \"{name}\"\nversion = \"")).and_then(|(_, rest)| rest.split_once('"'));
    version.map_or_else(String::new, |(version, _)| version.to_owned())
}

fn output_in_time(mut command: Command) -> Result<Output, String> {
    let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| error.to_string())?;
    let stdout = read_all(child.stdout.take());
    let stderr = read_all(child.stderr.take());
    let ended = end_in_time(&mut child).map_err(|error| error.to_string())?;
    let [stdout, stderr] = [stdout, stderr].map(|reader| reader.join().unwrap_or_default());
    match ended {
        Some(status) => Ok(Output { status, stdout, stderr }),
        None => Err(format!("has not ended after {PATIENCE:?}; {}", last_line(&stderr).unwrap_or_default())),
    }
}

/// On a thread of its own, as a child that nobody reads may wait for ever.
fn read_all(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before an error is worth as much.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

/// None where the child had to be killed.
fn end_in_time(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(10));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

fn last_line(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("note: "))?;
    Some(line.chars().take(160).collect())
}
