//! `GOROUTINES_CONSOLE`: a program is asked from outside what it does.

#![forbid(unsafe_code)]

use goroutines_tests::watch;
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, process};

fn path(name: &str) -> PathBuf {
    env::temp_dir().join(format!("goroutines-console-{}-{name}", process::id()))
}

/// The program, when it is ready.
fn start(console: Option<&Path>, workers: &str, engine: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_consoled"));
    command.env("GOMAXPROCS", workers).env("GOROUTINES_ENGINE", engine).env("RUST_BACKTRACE", "0");
    if let Some(console) = console {
        command.env("GOROUTINES_CONSOLE", console);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    child
}

/// Tells the program to go on, and gives its exit code and what it has reported.
fn end(mut child: Child, line: &str) -> (Option<i32>, String) {
    writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn ask(console: &Path, question: &str) -> String {
    let mut stream = UnixStream::connect(console).unwrap();
    writeln!(stream, "{question}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_program_answers_while_it_runs() {
    let _watch = watch("a_program_answers_while_it_runs");
    for engine in ["generator", "native"] {
        for workers in ["1", "2", "8"] {
            let console = path(&format!("answers-{engine}-{workers}"));
            let child = start(Some(&console), workers, engine);
            let there = fs::symlink_metadata(&console).unwrap();
            assert!(there.file_type().is_socket());
            assert_eq!(there.permissions().mode() & 0o777, 0o600);
            let dump = ask(&console, "dump");
            assert!(dump.contains("20 goroutines [chan receive]: "), "{dump}");
            assert!(ask(&console, "dump full").matches("[chan receive]").count() == 20);
            let metrics = ask(&console, "metrics");
            assert!(metrics.lines().any(|line| line == "created 21"), "{metrics}");
            let top: Value = serde_json::from_str(&ask(&console, "top")).unwrap();
            assert_eq!(top["workers"].as_array().unwrap().len().to_string(), workers);
            let groups = top["groups"].as_array().unwrap();
            assert_eq!((&groups[0]["count"], &groups[0]["reason"]), (&20.into(), &"chan receive".into()), "{top}");
            assert_eq!(top["metrics"]["created"], 21);
            let trace = path(&format!("trace-{engine}-{workers}"));
            assert_eq!(ask(&console, &format!("trace start {}", trace.display())), "");
            assert!(ask(&console, "trace start /dev/null").starts_with("error: a trace is on already"));
            assert_eq!(ask(&console, "trace stop"), "");
            let events: Value = serde_json::from_str(&fs::read_to_string(&trace).unwrap()).unwrap();
            assert!(events.as_array().is_some_and(|events| !events.is_empty()));
            assert!(ask(&console, "what?").starts_with("error: ask for `dump`"));
            // Somebody who says nothing does not keep it from ending.
            let _silent = UnixStream::connect(&console).unwrap();
            assert_eq!(end(child, ""), (Some(0), String::new()));
            fs::remove_file(console).unwrap();
            fs::remove_file(trace).unwrap();
        }
    }
}

#[test]
fn a_socket_that_was_left_is_replaced_and_a_file_is_not() {
    let _watch = watch("a_socket_that_was_left_is_replaced_and_a_file_is_not");
    let console = path("left");
    drop(UnixListener::bind(&console).unwrap());
    let child = start(Some(&console), "2", "native");
    assert!(ask(&console, "metrics").starts_with("running "));
    assert_eq!(end(child, "").0, Some(0));
    fs::remove_file(&console).unwrap();
    fs::write(&console, "precious").unwrap();
    let (code, report) = end(start(Some(&console), "2", "native"), "");
    assert_eq!(code, Some(0));
    assert!(report.starts_with("goroutines: no console at GOROUTINES_CONSOLE="), "{report}");
    assert_eq!(fs::read_to_string(&console).unwrap(), "precious");
    fs::remove_file(console).unwrap();
}

// DL-01
#[test]
fn a_deadlock_is_reported_beside_a_console() {
    let _watch = watch("a_deadlock_is_reported_beside_a_console");
    let console = path("dead");
    let child = start(Some(&console), "2", "native");
    assert!(ask(&console, "metrics").starts_with("running "));
    let (code, report) = end(child, "deadlock");
    assert_eq!(code, Some(2), "{report}");
    assert!(report.starts_with("fatal error: all goroutines are asleep - deadlock!"), "{report}");
    fs::remove_file(console).unwrap();
}
