//! The variables that a format string names: `"{i}"`, `"{i:?}"`, `"{:width$}"`.

use syn::ext::IdentExt as _;
use syn::parse::Parser as _;

/// The names in a format string, in order. `{{i}}` is none, and neither are numbers: `{0}`, `{:1$}`.
pub(super) fn names(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        if let Some(escaped) = rest.strip_prefix('{') {
            rest = escaped;
            continue;
        }
        let Some(close) = rest.find('}') else { break };
        let hole = &rest[..close];
        rest = &rest[close + 1..];
        let (argument, spec) = hole.split_once(':').unwrap_or((hole, ""));
        found.extend(name(argument.trim()));
        found.extend(counts(spec));
    }
    found
}

/// The names before a `$` in what stands behind the colon: a width, a precision.
fn counts(spec: &str) -> Vec<String> {
    // A fill may be any character, so a letter or a `$` before `<`, `^` or `>` is no name.
    let mut marks = spec.chars();
    let filled = marks.next().is_some() && marks.next().is_some_and(|align| matches!(align, '<' | '^' | '>'));
    let spec = if filled { marks.as_str() } else { spec };
    let pieces: Vec<&str> = spec.split('$').collect();
    let before = &pieces[..pieces.len() - 1];
    before
        .iter()
        .filter_map(|piece| piece.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next())
        .filter_map(name)
        .collect()
}

fn name(word: &str) -> Option<String> {
    let word = word.strip_prefix("r#").unwrap_or(word);
    // `{:02$}`: the zero is a flag.
    let word = word.trim_start_matches(|c: char| c.is_ascii_digit());
    // A keyword names the variable that is written raw elsewhere.
    syn::Ident::parse_any.parse_str(word).ok().map(|ident| ident.to_string()).filter(|word| word != "_")
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_wherever_they_may_stand() {
        assert_eq!(names("{i}"), ["i"]);
        assert_eq!(names("a {i:?} b {j:>8} {k:#010x}"), ["i", "j", "k"]);
        assert_eq!(names("{i:>width$.digits$}"), ["i", "width", "digits"]);
        assert_eq!(names("{:>width$}{:.p$}"), ["width", "p"]);
        assert_eq!(names("{x:w>w$}"), ["x", "w"]);
        assert_eq!(names("{ i }"), ["i"]);
    }

    #[test]
    fn what_is_no_name() {
        for text in ["", "{}", "{0} {1:?}", "{:1$} {:.*}", "{{i}}", "{{{{i}}}}", "{", "}", "{i", "{:?}", "{:02$}"] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
        assert_eq!(names("{{{i}}}"), ["i"]);
    }
}
