//! What a Go programmer writes out of habit, met by name.
//!
//! Only for input that is no Rust: whoever could not parse it asks here before it lets the parser or the
//! compiler speak. A macro sees its own input; in the rest of a function the compiler has parsed, and
//! complained, before `#[goroutine]` sees anything.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

use crate::diagnostics::catalog;
use crate::diagnostics::error::at;

/// The error for the first habit in the tokens, at any depth. What stands in other macros is theirs.
pub(crate) fn find(tokens: TokenStream) -> Option<syn::Error> {
    Place { select: false }.find(tokens, false)
}

/// As [`find`], in an arm of a `select!`.
pub(crate) fn find_in_select(tokens: TokenStream) -> Option<syn::Error> {
    Place { select: true }.find(tokens, false)
}

/// Where the tokens stand.
#[derive(Clone, Copy)]
struct Place {
    /// `<-` has a meaning not far away.
    select: bool,
}

impl Place {
    /// `block`: whether the tokens are statements.
    fn find(self, tokens: TokenStream, block: bool) -> Option<syn::Error> {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        (0..trees.len()).find_map(|index| {
            let after = &trees[index + 1..];
            let before = index.checked_sub(1).map(|before| &trees[before]);
            if let TokenTree::Group(group) = &trees[index] {
                let of_macro = before.is_some_and(|before| is_mark(before, '!'));
                return if of_macro { None } else { self.find(group.stream(), group.delimiter() == Delimiter::Brace) };
            }
            if block && let Some(assignment) = several_places(before, &trees[index..]) {
                return Some(at(assignment.iter().cloned().collect::<TokenStream>(), catalog::HABIT_TUPLE));
            }
            let text = match &trees[index] {
                TokenTree::Ident(word) => word_text(&word.to_string(), before, after)?,
                TokenTree::Punct(mark) if mark.spacing() == Spacing::Joint => {
                    let second = after.first().and_then(mark_of)?;
                    let text = self.mark_text((mark.as_char(), second), before, after.get(1))?;
                    return Some(at(trees[index..index + 2].iter().cloned().collect::<TokenStream>(), text));
                }
                _ => return None,
            };
            Some(at(&trees[index], text))
        })
    }

    /// Marks of Go's that Rust has not.
    fn mark_text(
        self,
        marks: (char, char),
        before: Option<&TokenTree>,
        after: Option<&TokenTree>,
    ) -> Option<&'static str> {
        let operand = before.is_some_and(is_operand);
        match marks {
            (':', '=') => Some(catalog::HABIT_WALRUS),
            ('<', '-') if operand && self.select => Some(catalog::HABIT_SEND_IN_ARM),
            ('<', '-') if operand => Some(catalog::HABIT_SEND),
            // After `::` it opens a list of arguments.
            ('<', '-') if before.is_some_and(|before| is_mark(before, ':')) => None,
            ('<', '-') if self.select => Some(catalog::HABIT_RECEIVE_IN_ARM),
            ('<', '-') => Some(catalog::HABIT_RECEIVE),
            ('+', '+') | ('-', '-') if operand && after.is_none_or(|after| is_mark(after, ';')) => {
                Some(catalog::HABIT_INCREMENT)
            }
            _ => None,
        }
    }
}

/// `x, y = 1, 2` and `a[i], a[j] = a[j], a[i]` at the beginning of a statement: what stands before the `=`.
fn several_places<'a>(before: Option<&TokenTree>, trees: &'a [TokenTree]) -> Option<&'a [TokenTree]> {
    if !before.is_none_or(|before| is_mark(before, ';') || is_group(before, Delimiter::Brace)) {
        return None;
    }
    let end = trees.iter().position(|token| match token {
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        TokenTree::Group(group) => group.delimiter() != Delimiter::Bracket,
        TokenTree::Punct(mark) => !matches!(mark.as_char(), ',' | '.' | '*'),
    })?;
    let (places, rest) = trees.split_at(end);
    let assigns = match rest {
        [first, second, ..] if is_mark(first, ':') && is_mark(second, '=') => true,
        [first, second, ..] => is_mark(first, '=') && !is_mark(second, '=') && !is_mark(second, '>'),
        _ => false,
    };
    (assigns && places.iter().any(|token| is_mark(token, ',')) && is_word(&places[0])).then_some(places)
}

/// Words of Go's that stand where Rust would have none.
fn word_text(word: &str, before: Option<&TokenTree>, after: &[TokenTree]) -> Option<&'static str> {
    let next = after.first()?;
    let starts = before.is_none_or(|before| is_mark(before, ';') || is_group(before, Delimiter::Brace));
    let block_follows = after.get(1).is_some_and(|token| is_group(token, Delimiter::Brace));
    match word {
        "go" if is_word(next) => Some(catalog::HABIT_GO),
        "defer" if starts && is_word(next) => Some(catalog::HABIT_DEFER),
        "var" if starts && is_word(next) => Some(catalog::HABIT_VAR),
        "switch" if starts && is_word(next) && block_follows => Some(catalog::HABIT_SWITCH),
        "fn" if is_group(next, Delimiter::Parenthesis) => block_follows.then_some(catalog::HABIT_FUNC),
        "func" if is_word(next) => Some(catalog::HABIT_FUNC),
        "func" if is_group(next, Delimiter::Parenthesis) => {
            let result = after.get(1).is_some_and(is_word);
            (block_follows || result).then_some(catalog::HABIT_FUNC)
        }
        "range" if is_word(next) => Some(catalog::HABIT_RANGE),
        "select" if starts && is_select(next) => Some(catalog::HABIT_SELECT),
        "make" => match next {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis && makes_channel(group) => {
                Some(catalog::HABIT_MAKE)
            }
            _ => None,
        },
        _ => None,
    }
}

fn mark_of(token: &TokenTree) -> Option<char> {
    match token {
        TokenTree::Punct(mark) => Some(mark.as_char()),
        _ => None,
    }
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    mark_of(token) == Some(mark)
}

fn is_word(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(_))
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

/// Whether something ends here that an operator can stand behind.
fn is_operand(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(word) => {
            !["return", "break", "in", "if", "match", "while", "else"].iter().any(|no| word == no)
        }
        TokenTree::Literal(_) => true,
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        TokenTree::Punct(mark) => mark.as_char() == '?',
    }
}

fn begins_with(group: &Group, word: &str) -> bool {
    matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(first)) if first == word)
}

/// `chan int` and its like.
fn makes_channel(group: &Group) -> bool {
    begins_with(group, "chan") && group.stream().into_iter().nth(1).is_some_and(|token| !is_mark(&token, ','))
}

/// The block of Go's `select`.
fn is_select(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace
        && (begins_with(group, "case") || begins_with(group, "default")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        let tokens: TokenStream = text.parse().unwrap();
        find(tokens).map(|error| error.to_string())
    }

    #[test]
    fn each_habit_has_its_words() {
        for (code, text) in [
            ("go f(x)", catalog::HABIT_GO),
            ("x; go func() {}()", catalog::HABIT_GO),
            ("func() { f() }()", catalog::HABIT_FUNC),
            ("func() int { return 1 }()", catalog::HABIT_FUNC),
            ("fn() { f() }", catalog::HABIT_FUNC),
            ("defer wg.done();", catalog::HABIT_DEFER),
            ("var x int;", catalog::HABIT_VAR),
            ("switch x { case 1: f() }", catalog::HABIT_SWITCH),
            ("for v in range xs {}", catalog::HABIT_RANGE),
            ("select { case <-rx: f() }", catalog::HABIT_SELECT),
            ("let c = make(chan int);", catalog::HABIT_MAKE),
            ("v := <-rx", catalog::HABIT_WALRUS),
            ("if a { tx <- 1; }", catalog::HABIT_SEND),
            ("f(tx[0]) <- 1;", catalog::HABIT_SEND),
            ("let v = <-rx;", catalog::HABIT_RECEIVE),
            ("return <-rx", catalog::HABIT_RECEIVE),
            ("x++;", catalog::HABIT_INCREMENT),
            ("{ x, y = 1, 2; }", catalog::HABIT_TUPLE),
            ("if c { f(); a[i], a[j] = a[j], a[i] }", catalog::HABIT_TUPLE),
            ("{ v, ok := m[k]; }", catalog::HABIT_TUPLE),
        ] {
            assert_eq!(found(code).as_deref(), Some(text), "{code}");
        }
    }

    #[test]
    fn rust_has_none() {
        for code in [
            "select! { v = <-rx => {} }",
            "f::<-1>()",
            "let f: fn() = g; { f() }",
            "let go = 1; go + 1",
            "func(x); make(chan, 1); range(1); defer(x)",
            "x - -y; var; select.run()",
            "{ f(x, y = 1); (x, y) = (1, 2); match z { x, y == 1 => {} } }",
        ] {
            assert_eq!(found(code), None, "{code}");
        }
    }
}
