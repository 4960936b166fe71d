//! The rules of the house, read off the sources: imports look down, unsafe code stays in the named files,
//! and a file holds one idea.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, lowest first. Rooms on one line may not import each other either.
const FLOORS: &[&[&str]] = &[
    &["base"],
    &["engine"],
    &["task"],
    &["wait"],
    &["drive"],
    &["sched"],
    &["chan", "locks", "blocking", "future"],
    &["select"],
    &["watch"],
    &["spans"],
    &["go"],
    // The public face: what stands on everything above, and modules that only re-export and document.
    &["macros"],
    &["channel"],
    &["time", "runtime", "fs", "process", "io"],
    &["context"],
    &["sync"],
    &["net", "signal", "testing"],
    &["asked"],
    &["prelude"],
];

/// Lines of code and text that a file may have.
const MOST_LINES: usize = 420;

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, String)>) {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found.retain(|(name, _)| !name.starts_with("loom_tests"));
    found
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The room that a file belongs to; none for the crate's root.
fn room(file: &str) -> Option<&str> {
    let room = file.split('/').next().unwrap().trim_end_matches(".rs");
    (room != "lib").then_some(room)
}

#[test]
fn imports_look_down() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(here) = room(&file) else { continue };
        let height = floor(here).unwrap_or_else(|| panic!("{file}: no floor is named for the room `{here}`"));
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            for part in code.split("crate::").skip(1) {
                let other: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if other == here {
                    continue;
                }
                if let Some(other_height) = floor(&other)
                    && other_height >= height
                {
                    wrong.push(format!("{file}:{}: `{here}` imports `{other}`", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports that look up:\n{}", wrong.join("\n"));
}

#[test]
fn unsafe_code_is_in_the_named_files() {
    let architecture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
    let architecture = fs::read_to_string(architecture).unwrap();
    let (_, list) = architecture.split_once("<!-- unsafe files -->").expect("ARCHITECTURE.md lists them");
    let (list, _) = list.split_once("<!-- end -->").unwrap();
    let named: BTreeSet<String> = list.split('`').filter(|word| word.ends_with(".rs")).map(str::to_owned).collect();
    let mut found = BTreeSet::new();
    for (file, text) in sources() {
        let uses = text.lines().any(|line| {
            let code = line.split("//").next().unwrap();
            code.contains("unsafe ") && !code.contains("forbid(unsafe_code)")
        });
        let only_modules = file.ends_with("mod.rs") || file == "lib.rs";
        if uses {
            found.insert(file);
        } else if !only_modules {
            assert!(text.contains("#![forbid(unsafe_code)]"), "{file} has no unsafe code and does not forbid it");
        }
    }
    assert_eq!(found, named, "the files with unsafe code, and those that ARCHITECTURE.md names");
}

/// std's printing panics where it cannot write, and waits for a lock that a stuck goroutine may hold.
#[test]
fn reports_go_through_one_function() {
    const PRINTING: &[&str] = &["eprint!", "eprintln!", "print!", "println!", "dbg!", "stderr()", "stdout()"];
    for (file, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            // Flushing prints nothing of its own.
            let printing = PRINTING.iter().find(|name| code.contains(**name) && !code.contains("stdout().flush()"));
            assert!(
                printing.is_none(),
                "{file}:{}: `{}`, where `base::stderr::report` is meant",
                number + 1,
                code.trim()
            );
        }
    }
}

#[test]
fn a_file_holds_one_idea() {
    for (file, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{file} has {lines} lines");
        assert!(text.starts_with("//!"), "{file} does not open with what it is");
    }
}
