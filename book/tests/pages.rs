//! Nothing in the pages is typed by hand that a program could say.
//!
//! Every block of Rust and every block of output in the book is an include of a file: of a listing and its output,
//! which `listings.rs` checks, or of a UI test and its error, which the UI tests check. The README cannot include, so its blocks are compared.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands in a page between two lines of backquotes.
struct Block {
    language: String,
    lines: Vec<String>,
}

fn book() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, found);
            } else if entry.extension().is_some_and(|extension| extension == "md") {
                found.push(entry);
            }
        }
    }
    let mut found = Vec::new();
    walk(&book().join("src"), &mut found);
    found
}

fn blocks(page: &Path) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in fs::read_to_string(page).unwrap().lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some(Block { language: language.to_owned(), lines: Vec::new() }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.lines.push(line.to_owned()),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{}: a block does not end", page.display());
    blocks
}

/// The file that a line includes, and which part of it.
fn included(line: &str) -> Option<(&str, Option<&str>)> {
    let target = line.strip_prefix("{{#include ")?.strip_suffix("}}")?;
    Some(target.split_once(':').map_or((target, None), |(file, part)| (file, Some(part))))
}

#[test]
fn programs_and_outputs_are_included_not_typed() {
    for page in pages() {
        for block in blocks(&page) {
            let place = format!("{}: {:?}", page.display(), block.lines);
            match block.language.as_str() {
                "sh" => continue,
                "rust" | "text" => {}
                other => panic!("{place}: a block of `{other}`, which nothing checks"),
            }
            for line in block.lines.iter().filter(|line| !line.is_empty()) {
                let (file, part) = included(line).unwrap_or_else(|| panic!("{place} is typed by hand"));
                let text = fs::read_to_string(page.with_file_name(file)).unwrap_or_else(|error| {
                    panic!("{place}: {error}");
                });
                assert_eq!(file.ends_with(".rs"), block.language == "rust", "{place}");
                if let Some(anchor) = part.filter(|part| !part.contains(|c: char| c.is_ascii_digit())) {
                    assert!(text.contains(&format!("// ANCHOR: {anchor}\n")), "{place}");
                    assert!(text.contains(&format!("// ANCHOR_END: {anchor}\n")), "{place}");
                }
            }
        }
    }
}

#[test]
fn every_listing_is_in_a_page() {
    let mut shown = BTreeSet::new();
    for page in pages() {
        let lines = blocks(&page).into_iter().flat_map(|block| block.lines);
        shown.extend(lines.filter_map(|line| included(&line).map(|(file, _)| file.to_owned())));
    }
    for entry in fs::read_dir(book().join("listings")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // Its output is that of `wait_group`, less the time.
        if name != "wait_group_go.out" {
            assert!(shown.contains(&format!("../listings/{name}")), "no page shows {name}");
        }
    }
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = fs::read_to_string(book().join("src/SUMMARY.md")).unwrap();
    let pages = pages();
    let texts: Vec<String> = pages.iter().map(|page| fs::read_to_string(page).unwrap()).collect();
    for page in pages {
        let name = page.strip_prefix(book().join("src")).unwrap().to_str().unwrap();
        let included = texts.iter().any(|text| text.contains(&format!("{{{{#include {name}}}}}")));
        assert!(name == "SUMMARY.md" || included || summary.contains(&format!("({name})")), "{name}");
    }
}

#[test]
fn the_readme_shows_a_listing_and_its_output() {
    let listing = |name: &str| fs::read_to_string(book().join("listings").join(name)).unwrap();
    let program: Vec<String> = listing("readme.rs")
        .lines()
        .skip_while(|line| line.starts_with("//!") || line.is_empty())
        .map(String::from)
        .collect();
    let output: Vec<String> = listing("readme.out").lines().map(String::from).collect();
    let mut languages = Vec::new();
    for block in blocks(&book().join("../README.md")) {
        match block.language.as_str() {
            "rust" => assert_eq!(block.lines, program),
            "text" => assert_eq!(block.lines, output),
            language => assert_eq!(language, "sh"),
        }
        languages.push(block.language);
    }
    assert_eq!(languages, ["rust", "text", "sh"]);
}
