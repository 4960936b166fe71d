//! How long a crate with 500 `go!`s and 100 `select!`s takes to compile, as a share of the time for the same crate with
//! `spawn` and crossbeam's `select!`; and each of the two kinds alone.
//!
//! `cargo bench -p goroutines-ui-tests --bench compile_time` writes both crates below the target folder, builds what they
//! depend on, and then compiles the two in turns. Ratios of medians count; the times are the machine's.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const FUNCTIONS: usize = 50;
const ROUNDS: usize = 5;

/// What a function of the crates contains.
#[derive(Clone, Copy)]
struct Parts {
    goroutines: usize,
    selects: usize,
}

const PARTS: [(&str, Parts); 3] = [
    ("both", Parts { goroutines: 10, selects: 2 }),
    ("go", Parts { goroutines: 10, selects: 0 }),
    ("select", Parts { goroutines: 0, selects: 2 }),
];

/// One function of either crate.
fn function(index: usize, ours: bool, parts: Parts) -> String {
    let mut text = format!("pub fn f{index}(tx: Sender<u64>, rx: Receiver<u64>, done: Receiver<()>) -> u64 {{\n");
    for i in 0..parts.goroutines {
        let line = match (i % 3, ours) {
            (0, true) => "go!(work(tx.clone(), {i}, rx.clone()));",
            (0, false) => "{ let (tx, rx) = (tx.clone(), rx.clone()); spawn(move || work(tx, {i}, rx)); }",
            (1, true) => "go!(|tx = tx.clone(), n = {i}| tx.send(n).unwrap());",
            (1, false) => "{ let (tx, n) = (tx.clone(), {i}); spawn(move || tx.send(n).unwrap()); }",
            (_, true) => "{ let rx = rx.clone(); go! { let n = rx.recv(); drop(n); } }",
            (_, false) => "{ let rx = rx.clone(); spawn(move || { let n = rx.recv(); drop(n); }); }",
        };
        writeln!(text, "    {}", line.replace("{i}", &i.to_string())).unwrap();
    }
    for i in 0..parts.selects {
        let arms = if ours {
            "Ok(n) = <-rx else { return 0 } => n, r = tx <- {i} => { drop(r); 1 } <-done => 2, default => 3,"
        } else {
            "recv(rx) -> n => { let Ok(n) = n else { return 0 }; n } send(tx, {i}) -> r => { drop(r); 1 } \
             recv(done) -> _ => 2, default => 3,"
        };
        writeln!(text, "    let n{i}: u64 = select! {{ {} }};", arms.replace("{i}", &i.to_string())).unwrap();
    }
    text + "    0\n}\n"
}

/// Writes a crate; gives its folder.
fn write(root: &Path, part: &str, ours: bool, parts: Parts) -> PathBuf {
    let name = format!("{part}_{}", if ours { "with" } else { "without" });
    let folder = root.join(&name);
    std::fs::create_dir_all(folder.join("src")).unwrap();
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         goroutines = {{ path = {runtime:?} }}\ncrossbeam-channel = \"0.5\"\n"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let uses = if ours {
        "use goroutines::{Receiver, Sender, go, select};\n"
    } else {
        "use crossbeam_channel::{Receiver, Sender, select};\nuse goroutines::spawn;\n"
    };
    let mut text = format!("#![allow(warnings)]\n{uses}\nfn work(tx: Sender<u64>, n: u64, rx: Receiver<u64>) {{}}\n\n");
    (0..FUNCTIONS).for_each(|index| text += &function(index, ours, parts));
    std::fs::write(folder.join("src/lib.rs"), text).unwrap();
    folder
}

/// Compiles a crate anew, without what it depends on.
fn compile(folder: &Path, target: &Path, arguments: &[&str]) -> Duration {
    let source = folder.join("src/lib.rs");
    let text = std::fs::read_to_string(&source).unwrap();
    std::fs::write(&source, text).unwrap();
    let start = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--quiet", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .status()
        .unwrap();
    assert!(status.success());
    start.elapsed()
}

fn main() {
    // `cargo test` runs benchmarks too, to see that they build.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compile_time");
    let target = root.join("target");
    for (part, parts) in PARTS {
        let crates = [write(&root, part, true, parts), write(&root, part, false, parts)];
        for arguments in [&["check"][..], &["build"], &["build", "--release"]] {
            for folder in &crates {
                compile(folder, &target, arguments);
            }
            let mut times = [Vec::new(), Vec::new()];
            for _ in 0..ROUNDS {
                for (folder, times) in crates.iter().zip(&mut times) {
                    times.push(compile(folder, &target, arguments));
                }
            }
            let [ours, theirs] = times.map(|mut times| {
                times.sort();
                times[ROUNDS / 2].as_secs_f64()
            });
            let ratio = ours / theirs;
            println!("{part:<6} cargo {:<15} {ours:6.2} s against {theirs:6.2} s: {ratio:.2}", arguments.join(" "));
        }
    }
}
