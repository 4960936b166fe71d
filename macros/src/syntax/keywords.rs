//! The words that mean something only inside our macros.

syn::custom_keyword!(biased);

/// The name of the attribute, also where it leads the input of `go!`.
pub(crate) const GOROUTINE: &str = "goroutine";

/// The name of the macro that starts a goroutine.
pub(crate) const GO: &str = "go";

/// The attribute with which a function or a `go!` hands its lint levels to every `go!` in it. Only the macros write it.
pub(crate) const INHERITED: &str = "__goroutines_inherited";

/// The macro that stands in a body while it is looked at, before what a lint may have a question about. It is gone afterwards.
pub(crate) const MARK: &str = "__goroutines_mark";

/// The names under which `select!` can be called.
pub(crate) const SELECT: [&str; 2] = ["select", "select_biased"];

/// How far apart two words are: the number of letters to insert, drop or change.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// The known word that was probably meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The words as a list in prose: `` `a`, `b` and `c` ``.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let known = ["max_procs", "stack_size", "panic"];
        assert_eq!(nearest("max_proc", known), Some("max_procs"));
        assert_eq!(nearest("stacksize", known), Some("stack_size"));
        assert_eq!(nearest("colour", known), None);
    }

    #[test]
    fn lists_read_as_prose() {
        assert_eq!(listed([]), "");
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
