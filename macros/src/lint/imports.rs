//! The `use` declarations that stand inside a body: all that a macro can see of what a path means.

use syn::{Path, UseTree};

/// What `use …::*` of a module of std brings into sight that anybody asks for.
const GLOBS: [(&[&str], &[&str]); 9] = [
    (&["std"], &["fs", "io", "net", "os", "process", "sync", "thread"]),
    (&["std", "thread"], &["park", "park_timeout", "sleep", "sleep_ms", "sleep_until"]),
    (&["std", "sync"], &["Barrier", "Condvar", "Mutex", "RwLock", "mpsc"]),
    (&["std", "sync", "mpsc"], &["channel", "sync_channel"]),
    (&["std", "process"], &["Command"]),
    (&["std", "io"], &["stdin"]),
    (&["std", "net"], &["TcpListener", "TcpStream", "ToSocketAddrs", "UdpSocket"]),
    (&["std", "os", "unix", "net"], &["UnixDatagram", "UnixListener", "UnixStream"]),
    (&["std", "fs"], &["File", "OpenOptions", "metadata", "read_dir", "read_to_string", "remove_file"]),
];

/// A name, the path that it stands for, and in how many `go!` bodies the import is.
type Import = (String, Vec<String>, usize);

/// The imports in sight, innermost last.
#[derive(Debug, Default)]
pub(super) struct Imports {
    known: Vec<Import>,
}

impl Imports {
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.known.truncate(len);
    }

    /// Adds those of one block. A name that is imported by itself is stronger than one that comes with a `*`.
    pub(super) fn add<'a>(&mut self, trees: impl Iterator<Item = &'a UseTree>, depth: usize) {
        let first = self.known.len();
        let mut globs = Vec::new();
        for tree in trees {
            self.tree(tree, &mut Vec::new(), depth, &mut globs);
        }
        self.known.splice(first..first, globs);
    }

    fn tree(&mut self, tree: &UseTree, before: &mut Vec<String>, depth: usize, globs: &mut Vec<Import>) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(&path.tree, before, depth, globs);
                before.pop();
            }
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = before.last() {
                    self.known.push((last.clone(), before.clone(), depth));
                }
            }
            UseTree::Name(name) => {
                self.known.push(import(&name.ident.to_string(), &name.ident.to_string(), before, depth));
            }
            UseTree::Rename(name) if name.ident == "self" => {
                self.known.push((name.rename.to_string(), before.clone(), depth));
            }
            UseTree::Rename(name) => {
                self.known.push(import(&name.ident.to_string(), &name.rename.to_string(), before, depth));
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, before, depth, globs)),
            UseTree::Glob(_) => {
                let path: Vec<&str> = before.iter().map(String::as_str).collect();
                let names = GLOBS.iter().filter(|(module, _)| *module == path).flat_map(|(_, names)| *names);
                globs.extend(names.map(|name| import(name, name, before, depth)));
            }
        }
    }

    /// What a path stands for, by the imports that are in at least `depth` bodies of `go!`.
    pub(super) fn resolve(&self, path: &Path, depth: usize) -> Vec<String> {
        let mut segments = path.segments.iter().map(|segment| segment.ident.to_string());
        let Some(first) = segments.next() else { return Vec::new() };
        let seen = self.known.iter().rev().find(|(name, _, inside)| *name == first && *inside >= depth);
        let mut full = match seen {
            Some((_, path, _)) => path.clone(),
            _ => vec![first],
        };
        full.extend(segments);
        full
    }
}

fn import(name: &str, known_as: &str, before: &[String], depth: usize) -> Import {
    let path = before.iter().map(String::as_str).chain([name]).map(str::to_owned).collect();
    (known_as.to_owned(), path, depth)
}

/// The names that an import brings into sight, but for those that come with a `*`.
pub(super) fn names(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(path) => names(&path.tree),
        UseTree::Name(name) => vec![name.ident.to_string()],
        UseTree::Rename(name) => vec![name.rename.to_string()],
        UseTree::Group(group) => group.items.iter().flat_map(names).collect(),
        UseTree::Glob(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn imports_are_resolved_where_they_can_be_seen() {
        let mut imports = Imports::default();
        let item: syn::ItemUse = parse_quote!(
            use std::{
                fs::{self, read as slurp},
                thread::sleep,
            };
        );
        let all: syn::ItemUse = parse_quote!(
            use std::{sync::*, thread::*};
        );
        imports.add([&item.tree, &all.tree].into_iter(), 0);
        assert_eq!(imports.resolve(&parse_quote!(Barrier::new), 0), ["std", "sync", "Barrier", "new"]);
        assert_eq!(imports.resolve(&parse_quote!(Mutex2::new), 0), ["Mutex2", "new"]);
        assert_eq!(imports.resolve(&parse_quote!(sleep), 0), ["std", "thread", "sleep"]);
        assert_eq!(imports.resolve(&parse_quote!(fs::write), 0), ["std", "fs", "write"]);
        assert_eq!(imports.resolve(&parse_quote!(slurp), 0), ["std", "fs", "read"]);
        assert_eq!(imports.resolve(&parse_quote!(slurp), 1), ["slurp"]);
        assert_eq!(imports.resolve(&parse_quote!(other::thing), 0), ["other", "thing"]);
    }
}
