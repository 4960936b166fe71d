//! The `use` declarations that stand inside a body: all that a macro can see of what a path means.

use syn::{Path, UseTree};

/// The imports in sight, innermost last.
#[derive(Debug, Default)]
pub(super) struct Imports {
    /// A name, the path that it stands for, and in how many `go!` bodies the import is.
    known: Vec<(String, Vec<String>, usize)>,
}

impl Imports {
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.known.truncate(len);
    }

    pub(super) fn add(&mut self, tree: &UseTree, depth: usize) {
        self.tree(tree, &mut Vec::new(), depth);
    }

    fn tree(&mut self, tree: &UseTree, before: &mut Vec<String>, depth: usize) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(&path.tree, before, depth);
                before.pop();
            }
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = before.last() {
                    self.known.push((last.clone(), before.clone(), depth));
                }
            }
            UseTree::Name(name) => self.name(&name.ident.to_string(), &name.ident.to_string(), before, depth),
            UseTree::Rename(name) if name.ident == "self" => {
                self.known.push((name.rename.to_string(), before.clone(), depth));
            }
            UseTree::Rename(name) => self.name(&name.ident.to_string(), &name.rename.to_string(), before, depth),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, before, depth)),
            UseTree::Glob(_) => {}
        }
    }

    fn name(&mut self, name: &str, known_as: &str, before: &[String], depth: usize) {
        let mut path = before.to_vec();
        path.push(name.to_owned());
        self.known.push((known_as.to_owned(), path, depth));
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

/// Whether a call makes a channel of std: `mpsc::channel()`, `mpsc::sync_channel(n)`. Those of other crates with an `mpsc` take
/// an argument where std's takes none, and have no `sync_channel`.
pub(super) fn makes_std_channel(path: &[String], arguments: usize) -> bool {
    let [.., module, function] = path else { return false };
    let of_std = path.first().is_some_and(|first| first == "std") || path.len() == 2;
    of_std
        && module == "mpsc"
        && (function == "channel" && arguments == 0 || function == "sync_channel" && arguments == 1)
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
        imports.add(&item.tree, 0);
        assert_eq!(imports.resolve(&parse_quote!(sleep), 0), ["std", "thread", "sleep"]);
        assert_eq!(imports.resolve(&parse_quote!(fs::write), 0), ["std", "fs", "write"]);
        assert_eq!(imports.resolve(&parse_quote!(slurp), 0), ["std", "fs", "read"]);
        assert_eq!(imports.resolve(&parse_quote!(slurp), 1), ["slurp"]);
        assert_eq!(imports.resolve(&parse_quote!(other::thing), 0), ["other", "thing"]);
    }
}
