//! What the user's Cargo.toml calls the runtime.
//!
//! For `#[goroutine]`, and only to see a dependency that was given another name, as in
//! `gor = { package = "goroutines", … }`. This is no reader of TOML: it knows the ways in which cargo's own documentation
//! writes a dependency, each of which says `package` on the line of the name, or in a table that bears the name. Of
//! anything else it says `goroutines`, and `#[goroutine(crate = …)]` is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const PACKAGE: &str = "goroutines";

/// The name under which the crate that is being compiled knows the runtime.
pub(super) fn name_of_runtime() -> String {
    // A crate has one manifest, but an editor's server expands for many crates.
    static LAST: Mutex<Option<(PathBuf, String)>> = Mutex::new(None);
    let Some(folder) = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else { return PACKAGE.to_owned() };
    let mut last = LAST.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match &*last {
        Some((known, name)) if *known == folder => name.clone(),
        _ => {
            let name = find(&folder);
            *last = Some((folder, name.clone()));
            name
        }
    }
}

fn find(folder: &Path) -> String {
    let read = |folder: &Path| fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    let manifest = read(folder);
    let name = name_in(&manifest, || {
        let workspaces = folder.ancestors().map(read);
        workspaces.into_iter().find(|manifest| manifest.lines().any(|line| table_of(line).is_some_and(is_workspace)))
    });
    name.filter(|name| syn::parse_str::<syn::Ident>(name).is_ok()).unwrap_or_else(|| PACKAGE.to_owned())
}

fn is_workspace(table: &str) -> bool {
    table == "workspace" || table.starts_with("workspace.")
}

/// One dependency, as far as it was understood.
struct Dependency {
    name: String,
    package: Option<String>,
    of_workspace: bool,
}

/// The name in a manifest; `workspace` gives the workspace's.
fn name_in(manifest: &str, workspace: impl FnOnce() -> Option<String>) -> Option<String> {
    let mut found = dependencies(manifest, "");
    if found.iter().any(|dependency| dependency.of_workspace && dependency.name != PACKAGE) {
        let shared = dependencies(&workspace().unwrap_or_default(), "workspace.");
        for dependency in found.iter_mut().filter(|dependency| dependency.of_workspace) {
            let same = shared.iter().find(|shared| shared.name == dependency.name);
            dependency.package = same.and_then(|same| same.package.clone());
        }
    }
    let is_runtime = |found: &&Dependency| found.package.as_deref().unwrap_or(&found.name) == PACKAGE;
    let mut runtimes = found.iter().filter(is_runtime);
    let first = runtimes.next()?;
    let plain = runtimes.any(|dependency| dependency.name == PACKAGE);
    Some(if plain { PACKAGE.to_owned() } else { first.name.replace('-', "_") })
}

/// The dependencies of a manifest, for development and for the build script too.
fn dependencies(manifest: &str, within: &str) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    // The table, and the dependency whose table it is.
    let mut table = String::new();
    for line in manifest.lines() {
        if let Some(header) = table_of(line) {
            header.clone_into(&mut table);
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let (owner, tail) = match dependency_table(&table, within) {
            Some("") => match key.trim().split_once('.') {
                Some((name, rest)) => (name, Some(rest)),
                None => (key, None),
            },
            Some(name) => (name, Some(key)),
            None => continue,
        };
        let owner = unquoted(owner);
        let index = match found.iter().position(|dependency| dependency.name == owner) {
            Some(index) => index,
            None => {
                found.push(Dependency { name: owner.to_owned(), package: None, of_workspace: false });
                found.len() - 1
            }
        };
        match tail.map(unquoted) {
            Some("package") => found[index].package = text(value),
            Some("workspace") => found[index].of_workspace = true,
            Some(_) => {}
            None => {
                let package = value.split(['{', ',']).find_map(|entry| entry.trim().strip_prefix("package"));
                let package = package.and_then(|rest| rest.trim_start().strip_prefix('=')).and_then(text);
                found[index].package = package;
                found[index].of_workspace = value.split(['{', ',']).any(|entry| entry.trim().starts_with("workspace"));
            }
        }
    }
    found
}

/// The table that a line opens.
fn table_of(line: &str) -> Option<&str> {
    let header = line.trim().strip_prefix('[')?;
    header.split_once(']').map(|(table, _)| table.trim())
}

/// Of a table of dependencies nothing, of a dependency's own table its name.
fn dependency_table<'a>(table: &'a str, within: &str) -> Option<&'a str> {
    let table = table.strip_prefix(within)?;
    // `target.'cfg(unix)'.dependencies` is one too.
    let place = ["dependencies", "dev-dependencies", "build-dependencies"].iter().find_map(|kind| {
        let of_target = || table.starts_with("target.").then(|| table.find(&format!(".{kind}"))).flatten();
        let start = if table.starts_with(kind) { Some(0) } else { of_target().map(|dot| dot + 1) };
        start.map(|start| start + kind.len())
    })?;
    let rest = &table[place..];
    if rest.is_empty() { Some("") } else { rest.strip_prefix('.') }
}

fn unquoted(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}

/// The text between the quotation marks that a value begins with.
fn text(value: &str) -> Option<String> {
    let value = value.trim();
    let mark = value.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    value[1..].split_once(mark).map(|(text, _)| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_dependency_is_found_in_every_form() {
        for (manifest, name) in [
            ("[dependencies]\ngoroutines = \"0.1\"", "goroutines"),
            ("[dependencies]\ngor = { version = \"0.1\", package = \"goroutines\" } # so", "gor"),
            ("[dev-dependencies]\n\"gor\" = {package='goroutines', path = \"x\"}", "gor"),
            (
                "[build-dependencies.go-routines]\nversion = \"1\"\npackage = \"goroutines\"\n[features]\na = []",
                "go_routines",
            ),
            ("[target.'cfg(unix)'.dependencies]\ngor.package = \"goroutines\"\ngor.version = \"1\"", "gor"),
            ("[target.'cfg(unix)'.dependencies.gor]\npackage = \"goroutines\"", "gor"),
            ("[dependencies]\na = { package = \"goroutines\" }\ngoroutines = \"0.2\"", "goroutines"),
            ("[dependencies]\ngoroutines = { package = \"other\" }\na = { package = \"goroutines\" }", "a"),
            ("[dependencies]\ngor.workspace = true", "gor"),
            ("[dependencies]\ngor = { workspace = true }", "gor"),
            ("[dependencies]\ngoroutines.workspace = true", "goroutines"),
        ] {
            let workspace =
                || Some("[workspace.dependencies]\ngor = { package = \"goroutines\" }\ngoroutines = \"1\"".to_owned());
            assert_eq!(name_in(manifest, workspace).as_deref(), Some(name), "{manifest}");
        }
    }

    #[test]
    fn what_is_no_dependency_is_passed_over() {
        for manifest in [
            "",
            "[package]\nname = \"goroutines\"",
            "[dependencies]\nserde = { version = \"1\", features = [\"package\"] }",
            "[package.metadata.x]\ngor = { package = \"goroutines\" }",
            "[workspace.dependencies]\ngor = { package = \"goroutines\" }",
            "package = \"goroutines\"",
        ] {
            assert_eq!(name_in(manifest, || None), None, "{manifest}");
        }
    }
}
