//! Runs the book's listings and compares what they print with the `.out` files that the pages include.
//!
//! Some numbers differ from run to run: those of threads and of a test's goroutine, and times that a program has
//! measured. They are left out of the comparison, see `steady`. A listing's path prints as that of the reader's file, `src/main.rs`.
//!
//! `UPDATE_LISTINGS=1 cargo test -p goroutines-book` writes the files anew.

#[path = "../listings/testing.rs"]
mod testing;

use std::env;
use std::fs;
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How a listing's output is compared.
#[derive(Clone, Copy, PartialEq)]
enum Lines {
    InOrder,
    InAnyOrder,
}
use Lines::{InAnyOrder, InOrder};

/// One test for each listing: its name, its exit status and the order of its lines.
macro_rules! listings {
    ($($name:ident: $status:literal, $lines:ident;)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name), env!(concat!("CARGO_BIN_EXE_", stringify!($name))), $status, $lines);
            }
        )*

        /// Every listing that is a program.
        const PROGRAMS: &[&str] = &[$(stringify!($name)),*];
    };
}

listings! {
    again: 0, InOrder;
    answers: 0, InOrder;
    biased: 0, InOrder;
    blocking_call: 0, InOrder;
    blocking_files: 0, InOrder;
    blocking_future: 0, InOrder;
    borrow: 0, InOrder;
    buffered: 0, InOrder;
    cancelled: 0, InOrder;
    captures: 0, InOrder;
    caveat_blocking: 0, InOrder;
    caveat_exit: 0, InOrder;
    caveat_lock: 0, InOrder;
    caveat_panicking: 0, InOrder;
    caveat_shared_local: 0, InAnyOrder;
    caveat_thread_local: 0, InOrder;
    context_after_func: 0, InOrder;
    context_first: 0, InAnyOrder;
    context_tree: 0, InOrder;
    deadlock: 2, InAnyOrder;
    deadlock_locks: 2, InOrder;
    deadlock_three: 2, InOrder;
    debug_dump: 0, InOrder;
    debug_many: 0, InOrder;
    debug_quit: 2, InOrder;
    debug_stacks: 2, InOrder;
    debug_stuck: 0, InOrder;
    evaluated_now: 0, InOrder;
    fan_in: 0, InOrder;
    hello: 0, InAnyOrder;
    hello_ended: 0, InOrder;
    interrupted: 0, InOrder;
    join: 0, InOrder;
    join_panic: 0, InAnyOrder;
    lists: 0, InOrder;
    net_accept: 0, InOrder;
    net_close: 0, InOrder;
    net_deadline: 0, InOrder;
    net_pipe: 0, InOrder;
    offer: 0, InOrder;
    one_by_one: 0, InOrder;
    only_values: 0, InOrder;
    overflow: 134, InOrder;
    panic_abort: 2, InOrder;
    panic_hook: 0, InOrder;
    pool: 0, InOrder;
    readme: 0, InOrder;
    recipe_bounded: 0, InOrder;
    recipe_burst: 0, InOrder;
    recipe_deadline: 0, InOrder;
    recipe_drain: 0, InAnyOrder;
    recipe_errgroup: 0, InAnyOrder;
    recipe_half_close: 0, InOrder;
    recipe_periodic: 0, InOrder;
    recipe_pipeline: 0, InOrder;
    recipe_rate: 0, InOrder;
    recipe_shutdown: 0, InOrder;
    recipe_silence: 0, InOrder;
    recipe_singleton: 0, InOrder;
    runtime_goexit: 0, InOrder;
    runtime_local: 0, InAnyOrder;
    runtime_metrics: 0, InOrder;
    runtime_names: 0, InOrder;
    runtime_procs: 0, InOrder;
    runtime_slices: 0, InOrder;
    schedule_bug: 101, InOrder;
    scope: 0, InOrder;
    seeing_part: 0, InOrder;
    server: 0, InAnyOrder;
    server_ask: 0, InOrder;
    shared: 0, InOrder;
    shared_arc: 0, InOrder;
    shared_count: 0, InOrder;
    shared_owner: 0, InOrder;
    sync_cond: 0, InOrder;
    sync_guard: 0, InOrder;
    sync_mutex: 0, InOrder;
    sync_once: 0, InOrder;
    sync_pool: 0, InOrder;
    sync_rw_lock: 0, InOrder;
    time_after_func: 0, InOrder;
    time_ticker: 0, InOrder;
    time_timer: 0, InOrder;
    timeout: 0, InOrder;
    undelivered: 0, InOrder;
    wait_group: 0, InOrder;
    wait_group_go: 0, InOrder;
}

/// The tests in the chapter about tests: this program runs itself with nothing but them.
#[test]
fn testing() {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["testing::", "--test-threads=1"]);
    let (printed, status) = run(command);
    assert_eq!(status, Some(0), "{printed}");
    // The reader has these tests alone in a file.
    let others = PROGRAMS.len() + 2;
    let printed = printed.replace("testing::", "").replace("book/tests/../listings/testing.rs", "tests/lengths.rs");
    let printed = printed.replace(&format!("; {others} filtered out"), "; 0 filtered out");
    compare("testing", printed.trim_start(), InOrder);
}

#[test]
fn every_listing_is_run() {
    let mut expected: Vec<String> = PROGRAMS.iter().map(|name| format!("{name}.rs")).collect();
    expected.push("testing.rs".to_owned());
    expected.sort();
    let mut found: Vec<String> = fs::read_dir(listings())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".rs"))
        .collect();
    found.sort();
    assert_eq!(found, expected);
}

fn listings() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("listings")
}

fn check(name: &str, program: &str, expected: i32, lines: Lines) {
    // A shell starts what runs in the background with SIGQUIT ignored, and one of the listings is about that signal.
    let mut command = Command::new("env");
    command.args(["--default-signal=QUIT", program]);
    if name == "debug_stacks" {
        command.env("RUST_BACKTRACE", "1");
    }
    let (printed, status) = run(command);
    assert_eq!(status, Some(expected), "{printed}");
    let printed = printed.replace(&format!("book/listings/{name}.rs"), "src/main.rs");
    // Debug information has paths from the package on.
    let printed = printed.replace(&format!("listings/{name}.rs"), "src/main.rs");
    // The introduction has the reader's program called so.
    let printed = printed.replace(&format!("{name}::"), "checker::");
    compare(name, &printed, lines);
}

/// What a command prints on its standard output and error together, and its status as a shell tells it.
fn run(mut command: Command) -> (String, Option<i32>) {
    let (mut reader, writer) = io::pipe().unwrap();
    command.stdout(writer.try_clone().unwrap()).stderr(writer);
    for variable in ["RUST_BACKTRACE", "GOMAXPROCS"] {
        if command.get_envs().all(|(set, _)| set != variable) {
            command.env_remove(variable);
        }
    }
    let mut child = command.spawn().unwrap();
    drop(command); // and with it this process's ends of the pipe
    let mut printed = String::new();
    reader.read_to_string(&mut printed).unwrap();
    let status = child.wait().unwrap();
    (printed, status.code().or(status.signal().map(|signal| 128 + signal)))
}

fn compare(name: &str, printed: &str, lines: Lines) {
    let file = listings().join(format!("{name}.out"));
    let expected = fs::read_to_string(&file).unwrap_or_default();
    let arrange = |text: &str| -> Vec<String> {
        let mut arranged: Vec<String> = text.lines().map(steady).collect();
        if lines == InAnyOrder {
            arranged.sort();
        }
        arranged
    };
    if arrange(printed) == arrange(&expected) {
        return;
    }
    if env::var_os("UPDATE_LISTINGS").is_some() {
        fs::write(&file, printed).unwrap();
        return;
    }
    panic!("{} says:\n{expected}\nbut the listing prints:\n{printed}", file.display());
}

/// The line without the numbers that differ from run to run.
fn steady(line: &str) -> String {
    let mut line = line.to_owned();
    let numbers = [
        ("took ", " ms"),
        ("thread 'goroutines-", "'"),
        ("' (", ") panicked"),
        ("goroutine ", " (hangs)"),
        ("finished in ", "s"),
        (": ", " KiB in "),
        (" KiB in ", " frames"),
    ];
    for (before, after) in numbers {
        let Some(start) = line.find(before).map(|at| at + before.len()) else { continue };
        let number = line[start..].find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(0);
        if line[start + number..].starts_with(after) {
            line.replace_range(start..start + number, "N");
        }
    }
    line
}
