//! The grammars in the documentation, against the parsers: what a grammar derives is taken, and what is taken the grammar
//! derives.
//!
//! A grammar is read from the documentation itself. Of Rust's own notions a few pieces stand for all when sentences are
//! made, and `syn` judges when they are read.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{Block, Expr, ItemFn, Stmt};

use crate::diagnostics::warning::LINTS;

/// What a rule consists of.
#[derive(Debug)]
enum Part {
    Token(String),
    Name(String),
    Optional(Box<Part>),
    Repeated(Box<Part>),
    Sequence(Vec<Part>),
    Choice(Vec<Part>),
}

/// The rules of a grammar, by their names.
pub(crate) struct Grammar(BTreeMap<String, Part>);

impl Grammar {
    /// The grammar under `# Grammar` in the documentation above `item` in a file of this repository; a published copy has
    /// not all of them.
    pub(crate) fn of(file: &str, item: &str) -> Option<Self> {
        let text = std::fs::read_to_string(format!("{}/../{file}", env!("CARGO_MANIFEST_DIR"))).ok()?;
        let above = text.split_once(item)?.0;
        let grammar = above.rsplit_once("/// # Grammar").expect("a grammar above it").1;
        let block = grammar.split("/// ```").nth(1).expect("a block").replacen("text", "", 1);
        let plain: String = block.lines().map(|line| line.trim_start_matches("/// ").to_owned() + "\n").collect();
        Some(Self::read(&plain))
    }

    fn read(text: &str) -> Self {
        let mut words = words(text).into_iter().peekable();
        let mut rules = BTreeMap::new();
        while let Some(name) = words.next() {
            assert_eq!(words.next().as_deref(), Some("="), "after {name}");
            let rule = choice(&mut words);
            assert_eq!(words.next().as_deref(), Some(";"), "at the end of {name}");
            assert!(rules.insert(name, rule).is_none());
        }
        Self(rules)
    }

    /// A sentence, made by chance.
    pub(crate) fn sentence(&self, rule: &str, below: &mut impl FnMut(usize) -> usize) -> String {
        let mut text = String::new();
        self.make(&self.0[rule], below, &mut text);
        text
    }

    fn make(&self, part: &Part, below: &mut impl FnMut(usize) -> usize, text: &mut String) {
        match part {
            Part::Token(token) => *text += &format!("{token} "),
            Part::Name(name) => match self.0.get(name) {
                Some(rule) => self.make(rule, below, text),
                None => {
                    let pieces = pieces(name);
                    *text += &format!("{} ", pieces[below(pieces.len())]);
                }
            },
            Part::Optional(part) => {
                if below(2) == 0 {
                    self.make(part, below, text);
                }
            }
            Part::Repeated(part) => (0..below(3)).for_each(|_| self.make(part, below, text)),
            Part::Sequence(parts) => parts.iter().for_each(|part| self.make(part, below, text)),
            Part::Choice(parts) => self.make(&parts[below(parts.len())], below, text),
        }
    }

    /// Whether the tokens are a sentence.
    pub(crate) fn derives(&self, rule: &str, tokens: &TokenStream) -> bool {
        let mut flat = Vec::new();
        flatten(tokens.clone(), &mut flat);
        self.ends(&self.0[rule], &flat, 0).contains(&flat.len())
    }

    /// Where a part that begins at `from` may end.
    fn ends(&self, part: &Part, flat: &[Flat], from: usize) -> BTreeSet<usize> {
        match part {
            Part::Token(token) => is_at(token, flat, from).into_iter().collect(),
            Part::Name(name) => match self.0.get(name) {
                Some(rule) => self.ends(rule, flat, from),
                None => (from + 1..=flat.len())
                    .filter(|to| nested(&flat[from..*to]).is_some_and(|tokens| is_rusts(name, tokens)))
                    .collect(),
            },
            Part::Optional(part) => self.ends(part, flat, from).into_iter().chain([from]).collect(),
            Part::Repeated(part) => {
                let mut found = BTreeSet::from([from]);
                let mut news = vec![from];
                while let Some(end) = news.pop() {
                    news.extend(self.ends(part, flat, end).into_iter().filter(|end| found.insert(*end)));
                }
                found
            }
            Part::Sequence(parts) => parts.iter().fold(BTreeSet::from([from]), |ends, part| {
                ends.into_iter().flat_map(|end| self.ends(part, flat, end)).collect()
            }),
            Part::Choice(parts) => parts.iter().flat_map(|part| self.ends(part, flat, from)).collect(),
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            // A quotation mark inside is written as in Rust.
            let mut escaped = false;
            let ends = |letter: char| {
                let end = letter == '"' && !escaped;
                escaped = letter == '\\' && !escaped;
                end
            };
            rest[1..].find(ends).expect("the end of a terminal") + 2
        } else if first.is_alphanumeric() {
            rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len())
        } else {
            1
        };
        found.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    found
}

type Words = std::iter::Peekable<std::vec::IntoIter<String>>;

fn choice(words: &mut Words) -> Part {
    let mut parts = vec![sequence(words)];
    while words.next_if_eq("|").is_some() {
        parts.push(sequence(words));
    }
    Part::Choice(parts)
}

fn sequence(words: &mut Words) -> Part {
    let mut parts = Vec::new();
    while let Some(word) = words.next_if(|word| !["|", ";", ")", "]", "}"].contains(&word.as_str())) {
        let part = match word.as_str() {
            "(" | "[" | "{" => {
                let inside = Box::new(choice(words));
                let close = words.next();
                match (word.as_str(), close.as_deref()) {
                    ("(", Some(")")) => *inside,
                    ("[", Some("]")) => Part::Optional(inside),
                    ("{", Some("}")) => Part::Repeated(inside),
                    other => panic!("{other:?}"),
                }
            }
            _ => match word.strip_prefix('"') {
                Some(token) => Part::Token(token.strip_suffix('"').unwrap_or(token).replace("\\\"", "\"")),
                None => Part::Name(word),
            },
        };
        parts.push(part);
    }
    Part::Sequence(parts)
}

/// A token, or one end of a group.
#[derive(Clone)]
enum Flat {
    Tree(TokenTree),
    Open(Delimiter),
    Close(Delimiter),
}

fn flatten(tokens: TokenStream, flat: &mut Vec<Flat>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                flat.push(Flat::Open(group.delimiter()));
                flatten(group.stream(), flat);
                flat.push(Flat::Close(group.delimiter()));
            }
            other => flat.push(Flat::Tree(other)),
        }
    }
}

/// The tokens again, if their brackets match.
fn nested(flat: &[Flat]) -> Option<TokenStream> {
    let mut open: Vec<(Delimiter, TokenStream)> = vec![(Delimiter::None, TokenStream::new())];
    for token in flat {
        match token {
            Flat::Tree(tree) => open.last_mut()?.1.extend([tree.clone()]),
            Flat::Open(delimiter) => open.push((*delimiter, TokenStream::new())),
            Flat::Close(delimiter) => {
                let (opened, inside) = open.pop()?;
                if opened != *delimiter {
                    return None;
                }
                open.last_mut()?.1.extend([TokenTree::from(Group::new(opened, inside))]);
            }
        }
    }
    let (_, tokens) = open.pop()?;
    open.is_empty().then_some(tokens)
}

/// Where a terminal that stands at a place ends.
fn is_at(token: &str, flat: &[Flat], from: usize) -> Option<usize> {
    let fits = match flat.get(from)? {
        Flat::Open(Delimiter::Parenthesis) => token == "(",
        Flat::Open(Delimiter::Bracket) => token == "[",
        Flat::Open(Delimiter::Brace) => token == "{",
        Flat::Close(Delimiter::Parenthesis) => token == ")",
        Flat::Close(Delimiter::Bracket) => token == "]",
        Flat::Close(Delimiter::Brace) => token == "}",
        Flat::Open(Delimiter::None) | Flat::Close(Delimiter::None) => false,
        Flat::Tree(TokenTree::Ident(word)) => word == token,
        Flat::Tree(TokenTree::Punct(mark)) => token.len() == 1 && token.starts_with(mark.as_char()),
        Flat::Tree(literal) => literal.to_string() == token,
    };
    fits.then_some(from + 1)
}

/// Whether tokens are what the reference calls by a name.
fn is_rusts(name: &str, tokens: TokenStream) -> bool {
    // The reference's expressions have their attributes apart.
    let attributed = matches!(tokens.clone().into_iter().next(), Some(TokenTree::Punct(mark)) if mark.as_char() == '#');
    let expr = || syn::parse2::<Expr>(tokens.clone()).ok().filter(|_| !attributed);
    match name {
        "Expression" => expr().is_some(),
        "CallExpression" => matches!(expr(), Some(Expr::Call(_))),
        "MethodCallExpression" => matches!(expr(), Some(Expr::MethodCall(_))),
        "BlockExpression" => matches!(expr(), Some(Expr::Block(_))),
        "ExpressionWithBlock" => matches!(
            expr(),
            Some(
                Expr::Block(_)
                    | Expr::Unsafe(_)
                    | Expr::Loop(_)
                    | Expr::While(_)
                    | Expr::ForLoop(_)
                    | Expr::If(_)
                    | Expr::Match(_)
                    | Expr::TryBlock(_)
            )
        ),
        "MacroInvocation" => matches!(expr(), Some(Expr::Macro(_))),
        "Statements" => syn::parse2::<Block>(TokenTree::from(Group::new(Delimiter::Brace, tokens)).into())
            .is_ok_and(|block| !matches!(&block.stmts[..], [] | [Stmt::Expr(_, None)])),
        "Path" => matches!(expr(), Some(Expr::Path(_))),
        "IDENTIFIER" => syn::parse2::<syn::Ident>(tokens).is_ok(),
        "lint" => LINTS.iter().any(|lint| tokens.to_string() == *lint),
        other => panic!("{other} is none of Rust's names that this test knows"),
    }
}

/// Some of what the reference calls by a name.
fn pieces(name: &str) -> &'static [&'static str] {
    match name {
        "Expression" => &["x", "f(x)", "a + b", "vec![1, 2]", "g((1, 2))", "self.x", "&x"],
        "CallExpression" => &["f()", "f(x, g(y)?)", "a::b::<u8>(1, |x| x)", "(make())(1)"],
        "MethodCallExpression" => &["s.run()", "s.clone().run(x, 1)", "self.s.run::<u8>(y)", "\"text\".len()"],
        "BlockExpression" => &["{ f(); }", "{ f() }", "{}"],
        "ExpressionWithBlock" => {
            &["{ f() }", "loop { break }", "for x in y { f(x) }", "match x { _ => {} }", "if a {}"]
        }
        "MacroInvocation" => &["println!(\"x\")", "select! { v = <-rx => f(v) }", "m![]"],
        "Statements" => &["f();", "let x = 1; f(x)", "f(); g();", "#[allow(unused)] let x = 1; x"],
        "Path" => &["a", "::a::b", "crate::a", "self::b", "super::a"],
        "IDENTIFIER" => &["a", "b", "clone", "r#type", "tx"],
        "lint" => &LINTS,
        "OuterAttribute" => &["#[inline]", "#[must_use]", "/** doc */"],
        "Visibility" => &["pub", "pub(crate)"],
        "GenericParams" => &["<T: Send>", "<'a, const N: usize>"],
        "FunctionParameters" => &["x: u8", "self", "&mut self, (a, b): (u8, T),"],
        "Type" => &["u8", "Result<(), E>", "impl Fn() -> u8"],
        "WhereClause" => &["where T: Copy", "where u8: Copy,"],
        other => panic!("{other} is none of Rust's names that this test knows"),
    }
}

/// Options that are given twice, which the grammar does not say.
fn has_repeated_options(sentence: &str) -> bool {
    ["name =", "stack_size =", "checkpoints =", "max_procs =", "panic =", "crate =", "# [ goroutine"]
        .iter()
        .any(|option| sentence.matches(option).count() > 1)
}

/// Names that are twice in a capture list.
fn has_repeated_captures(sentence: &str) -> bool {
    let Some(list) = sentence.split('|').nth(1) else { return false };
    let mut names = BTreeSet::new();
    list.split(',').any(|capture| {
        let name = capture.split('=').next().unwrap_or_default().split_whitespace().last();
        name.is_some_and(|name| !names.insert(name.to_owned()))
    })
}

fn chance(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |limit| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit.max(1) as u64).unwrap_or(0)
    }
}

/// What `go!` takes must be in its grammar; the fuzz test asks.
pub(crate) fn of_go() -> Option<Grammar> {
    Grammar::of("runtime/src/macros.rs", "macro_rules! go {")
}

fn of_goroutine() -> Option<Grammar> {
    Grammar::of("macros/src/lib.rs", "pub fn goroutine(")
}

#[test]
fn what_the_grammar_of_go_derives_is_taken() {
    let Some(grammar) = of_go() else { return };
    let mut below = chance(0x2545_F491_4F6C_DD1D);
    let mut taken = 0;
    for _ in 0..4_000 {
        let sentence = grammar.sentence("go", &mut below);
        if has_repeated_options(&sentence) || has_repeated_captures(&sentence) {
            continue;
        }
        let expansion = crate::go::go(sentence.parse().unwrap()).to_string();
        assert!(!expansion.contains("compile_error"), "{sentence}\n{expansion}");
        taken += 1;
    }
    assert!(taken > 2_000, "{taken}");
}

#[test]
fn what_the_grammar_of_goroutine_derives_is_taken() {
    let Some(grammar) = of_goroutine() else { return };
    let mut below = chance(0x9E37_79B9_7F4A_7C15);
    for _ in 0..2_000 {
        let options = grammar.sentence("goroutine", &mut below).replace("= &", "= ");
        if has_repeated_options(&options) {
            continue;
        }
        let item = "fn main() { loop {} }".parse().unwrap();
        let expansion = crate::goroutine::goroutine(options.parse().unwrap(), item).to_string();
        assert!(!expansion.contains("compile_error"), "{options}\n{expansion}");
        let function: TokenStream = grammar.sentence("function", &mut below).parse().unwrap();
        let expansion = crate::goroutine::goroutine(TokenStream::new(), function.clone()).to_string();
        assert!(!expansion.contains("compile_error"), "{function}\n{expansion}");
        assert!(syn::parse2::<ItemFn>(function.clone()).is_ok(), "{function}");
    }
}

#[test]
fn the_grammars_know_what_is_a_sentence() {
    let Some(grammar) = of_go() else { return };
    let derives = |text: &str| grammar.derives("go", &text.parse().unwrap());
    for sentence in [
        "f(x)",
        "in s, #[goroutine(name = \"x\", allow(held_guard))] s.run(),",
        "|a, mut b = c, clone d, &mut e, self,| { f() }",
        "move { f() }",
        "let a = 1; f(a)",
    ] {
        assert!(derives(sentence), "{sentence}");
    }
    for none in ["f", "f(x), g(x)", "|a: u8| f(a)", "#[inline] f()", "in s f()", "|clone a = b| f(a)", "x + 1"] {
        assert!(!derives(none), "{none}");
    }
    let grammar = of_goroutine().unwrap();
    assert!(grammar.derives("goroutine", &"max_procs = 4, panic = \"abort\", crate = a::b".parse().unwrap()));
    assert!(!grammar.derives("goroutine", &"name = \"x\"".parse().unwrap()));
}
