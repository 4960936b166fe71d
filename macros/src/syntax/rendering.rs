//! A piece of syntax as a person writes it, for messages.
//!
//! `TokenStream`'s own text puts a space between any two tokens (`rx . recv ()`), and the source's
//! text cannot be had for more than one token on stable Rust.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// Renders a piece of syntax, cut short when it is long.
pub(crate) fn render(tokens: impl ToTokens) -> String {
    const LONGEST: usize = 60;
    let mut text = String::new();
    Renderer::default().stream(tokens.into_token_stream(), &mut text);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{cut}…")
}

/// What came before the token to be written.
#[derive(Default)]
struct Renderer {
    /// Whether something ended that an operator can stand behind.
    operand: bool,
    /// Whether the next token stands close to the one before it.
    close: bool,
    /// How many `<` of argument lists are open.
    angles: usize,
    /// Whether the last two tokens were `::`.
    separator: bool,
    /// Whether an operator of several marks is being written.
    joint: bool,
}

impl Renderer {
    fn stream(&mut self, tokens: TokenStream, text: &mut String) {
        self.close = true;
        for token in tokens {
            match token {
                TokenTree::Punct(mark) => {
                    let joint = mark.spacing() == Spacing::Joint;
                    self.mark(mark.as_char(), joint, text);
                }
                TokenTree::Group(group) => self.group(&group, text),
                word => {
                    if !self.close {
                        text.push(' ');
                    }
                    text.push_str(&word.to_string());
                    self.ended();
                }
            }
        }
    }

    /// An operand ended here.
    fn ended(&mut self) {
        self.operand = true;
        self.close = false;
        self.separator = false;
        self.joint = false;
    }

    fn mark(&mut self, mark: char, joint: bool, text: &mut String) {
        let second_colon = mark == ':' && text.ends_with(':');
        let opens = mark == '<' && self.separator;
        let closes = mark == '>' && self.angles > 0;
        self.separator = false;
        match mark {
            '.' | '?' | ':' | '!' if self.operand || second_colon => {
                text.push(mark);
                self.close = joint || mark != ':' || second_colon;
                self.operand = mark == '?';
                self.separator = second_colon;
                if mark == '?' {
                    self.close = false;
                }
            }
            ',' | ';' => {
                text.push(mark);
                self.close = false;
                self.operand = false;
            }
            _ if opens => {
                text.push(mark);
                self.angles += 1;
                self.close = true;
                self.operand = false;
            }
            _ if closes => {
                text.push(mark);
                self.angles -= 1;
                self.ended();
            }
            _ => {
                if !self.close {
                    text.push(' ');
                }
                text.push(mark);
                // Without an operand before it, a mark is a prefix: `&x`, `-1`, `'a`. The second of
                // two joint marks is none.
                let second = self.joint;
                self.close = joint || !self.operand && !second;
                self.joint = joint;
                self.operand = false;
            }
        }
    }

    fn group(&mut self, group: &proc_macro2::Group, text: &mut String) {
        let (open, end) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{ ", " }"),
            Delimiter::None => ("", ""),
        };
        let apart = group.delimiter() == Delimiter::Brace || !self.operand;
        if apart && !self.close && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(open);
        Self::default().stream(group.stream(), text);
        text.push_str(end);
        self.ended();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn pieces_read_as_written() {
        for (tokens, text) in [
            (quote!(rx.recv()), "rx.recv()"),
            (quote!(a.b(&c, 1).d::<T>()), "a.b(&c, 1).d::<T>()"),
            (quote!(x + 1), "x + 1"),
            (quote!(f(-x, *y)?.z), "f(-x, *y)?.z"),
            (quote!(vec![1, 2][0]), "vec![1, 2][0]"),
            (quote!(a::b::<u8, u16>(c)), "a::b::<u8, u16>(c)"),
            (quote!(S { a: 1, b }), "S { a: 1, b }"),
            (quote!(x == (y)), "x == (y)"),
        ] {
            assert_eq!(render(tokens), text);
        }
    }

    #[test]
    fn long_pieces_are_cut() {
        let long = "a + ".repeat(40) + "a";
        let tokens: TokenStream = long.parse().unwrap();
        assert!(render(tokens).ends_with('…'));
    }
}
