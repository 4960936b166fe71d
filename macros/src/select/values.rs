//! The arm that takes only values: `Some(v) = <-rx` is not ready when the channel has ended.
//!
//! What an arm receives is a `Result`, which `Some(…)` never matches, so the pattern was free to mean this. It reads as
//! tokio's arm does, which is switched off when its channel has ended, and as `while let Some(v) = …` does with a queue.
//! For a channel of `Option`s the first `Some` is the arm's all the same: `Some(Some(v))` looks into the value.
//!
//! Rejected: a word before the channel, as in `v = <-open rx` or `v in rx`. It would be one more thing to learn, and says no
//! better that there is nothing when there is no value.

use syn::{Pat, PatOr, PatTuple, PatWild, Path, Token};

/// What the value is matched with, if the pattern takes only values; with `each`, together with the index.
pub(super) fn pattern(pattern: &Pat, each: bool) -> Option<Pat> {
    if !each {
        return inside_some(pattern);
    }
    match pattern {
        Pat::Paren(inner) => self::pattern(&inner.pat, each),
        Pat::Tuple(PatTuple { elems, .. }) if elems.len() == 2 => {
            let value = inside_some(&elems[1])?;
            let mut pattern = pattern.clone();
            if let Pat::Tuple(PatTuple { elems, .. }) = &mut pattern {
                elems[1] = value;
            }
            Some(pattern)
        }
        _ => None,
    }
}

/// The `None` in a pattern: it never comes.
pub(super) fn none(pattern: &Pat) -> Option<&Pat> {
    match pattern {
        Pat::Paren(inner) => none(&inner.pat),
        // With `each`. Whatever else is a pair is none of ours.
        Pat::Tuple(PatTuple { elems, .. }) if elems.len() == 2 => none(&elems[1]),
        Pat::Or(PatOr { cases, .. }) => cases.iter().find_map(none),
        Pat::Path(path) if is_variant(&path.path, "None") => Some(pattern),
        Pat::Ident(name) if name.ident == "None" && name.subpat.is_none() => Some(pattern),
        _ => None,
    }
}

fn inside_some(pattern: &Pat) -> Option<Pat> {
    match pattern {
        Pat::Paren(inner) => inside_some(&inner.pat),
        Pat::TupleStruct(some) if is_variant(&some.path, "Some") && some.elems.len() == 1 => {
            Some(match &some.elems[0] {
                Pat::Rest(rest) => {
                    Pat::Wild(PatWild { attrs: Vec::new(), underscore_token: Token![_](rest.dot2_token.spans[0]) })
                }
                value => value.clone(),
            })
        }
        Pat::Or(PatOr { attrs, leading_vert, cases }) => {
            let cases = cases.iter().map(inside_some).collect::<Option<_>>()?;
            Some(Pat::Or(PatOr { attrs: attrs.clone(), leading_vert: *leading_vert, cases }))
        }
        _ => None,
    }
}

/// Whether a path is one of `Option`'s variants.
fn is_variant(path: &Path, name: &str) -> bool {
    let mut last = path.segments.iter().rev();
    last.next().is_some_and(|segment| segment.ident == name)
        && last.next().is_none_or(|segment| segment.ident == "Option")
}
