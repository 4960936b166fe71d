//! Token soup, and valid inputs crossed with one another: a macro may refuse anything, but it never panics, and what
//! it takes comes out as Rust. (`mutilate` does every small change to one input; this goes further from it.)
//!
//! Seeded, so that a failure comes again; `FUZZ_CASES=100000` makes more of them.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::{Block, Expr, File};

/// What soup is made of: what our grammar knows, what Go's does, and what trips parsers.
const WORDS: &[&str] = &[
    "<-",
    "=>",
    "->",
    "=",
    "==",
    "|",
    "||",
    "&",
    "&mut a",
    ",",
    ";",
    ":",
    "::",
    ":=",
    ".",
    "..",
    "?",
    "!",
    "#",
    "<",
    ">",
    "-",
    "+",
    "++",
    "'a",
    "in",
    "if",
    "else",
    "let",
    "mut",
    "move",
    "match",
    "loop",
    "for",
    "while",
    "return",
    "break",
    "async",
    "unsafe",
    "self",
    "Self",
    "_",
    "default",
    "biased",
    "each",
    "when",
    "where",
    "None",
    "rx.recv()",
    ".await",
    "recv",
    "send",
    "case",
    "select",
    "go",
    "func",
    "make",
    "chan int",
    "defer",
    "range",
    "var",
    "switch",
    "goroutine",
    "name = \"x\"",
    "stack_size = 1",
    "a",
    "b",
    "rx",
    "tx",
    "f",
    "Ok(v)",
    "Some",
    "1",
    "1.5",
    "\"text {a}\"",
    "'c'",
    "r#type",
    "vec![1]",
    "x.y",
    "f(a)",
    "a.clone()",
    "S { a }",
    "f::<-1>()",
    "fn f() {}",
    "struct S;",
    "impl",
    "const",
    "allow(held_guard)",
    "checkpoints = false",
    "dyn Fn()",
    "clone a",
    "clone",
    "crate",
    "crate = a::b",
    "in s",
    "in wg,",
    "#[goroutine]",
    "#[name = \"x\"]",
    "#[allow(deprecated)]",
    "move",
    "ref a",
    "|| f()",
];

/// Inputs that each macro takes, to be crossed.
const GO: &[&str] = &[
    "worker(id, jobs.clone(), |x| x + 1)",
    "server.clone().serve(listener.accept()?)",
    "let n = work(); tx.send(n).unwrap();",
    "|tx = tx.clone(), mut i, &data| { for x in data { tx.send(i)?; } }",
    "#[goroutine(name = \"a\", stack_size = \"1 MiB\", allow(lost_write))] in s, || rx.recv()",
    "match x { Some(y) if y > 1 => f(y), _ => loop { break } }",
    "in wg, |clone tx, clone mut n, &mut a, self| tx.send_or_exit(n)",
    "#[goroutine(checkpoints = false, warn(lost_write))] in &self.group, fetch(url, depth - 1)",
    "move { f(a); }",
];
const SELECT: &[&str] = &[
    "biased; v = <-rx if armed => f(v), Ok(job) = <-jobs[0] else { break } => { run(job) }",
    "tx <- Job { id: 1 } => {} r = tx <- if a { 1 } else { 2 } => r?, <-ctx.done() => return,",
    "recv(rx) -> v => v, send(tx, f::<-1>()) -> _ => {} default(timeout) => {}",
    "v = <-rx => select! { default => go! { f() } } default => {}",
    "(i, Some(v)) = <-each rxs if x else { break } => v, i = each &txs <- f(x) else { return } => {}",
    "tx <- v else { return } => f(), Some(Job(v)) = <-ctx.rx().clone() if armed => {} None = <-rx => {}",
    "_ = rx.recv(), if armed => {} tx.send(1) => {} else => {} v = <-rx where x => { x, y = 1, 2; }",
];
const ITEMS: &[&str] = &[
    "fn f<T: Send>(x: T, mut y: Box<T>, (a, b): (u8, &str)) -> Result<(), E> { for i in 0..3 { go!(f(i)); } Ok(()) }",
    "#[test] fn t() { while let Some(x) = c.lock().pop() { select! { v = <-rx => drop(v), default => {} } } }",
    "pub(crate) unsafe fn main() { loop { let g = m.lock().unwrap(); wg.add(1); go! { wg.done(); } } }",
    "fn m(self: Pin<&mut Self>, #[cfg(x)] y: u8) where Self: Sized { 'a: loop { continue 'a } }",
];

pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// A few words, some of them in brackets.
    fn soup(&mut self, depth: usize) -> TokenStream {
        let mut tokens = TokenStream::new();
        for _ in 0..self.below(9) {
            if depth > 0 && self.below(5) == 0 {
                let delimiters = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
                let delimiter = delimiters[self.below(delimiters.len())];
                tokens.extend([TokenTree::from(Group::new(delimiter, self.soup(depth - 1)))]);
            } else {
                tokens.extend(self.pick(WORDS).parse::<TokenStream>().unwrap());
            }
        }
        tokens
    }

    /// A valid input in which a piece was replaced by a piece of another, or by soup.
    fn crossed(&mut self, valid: &[&str]) -> TokenStream {
        let one: Vec<TokenTree> = self.pick(valid).parse::<TokenStream>().unwrap().into_iter().collect();
        let other: Vec<TokenTree> = match self.below(3) {
            0 => self.soup(2).into_iter().collect(),
            _ => self.pick(valid).parse::<TokenStream>().unwrap().into_iter().collect(),
        };
        let (from, to) = self.range(one.len());
        let (first, last) = self.range(other.len());
        [&one[..from], &other[first..last], &one[to..]].concat().into_iter().collect()
    }

    fn range(&mut self, length: usize) -> (usize, usize) {
        let (a, b) = (self.below(length + 1), self.below(length + 1));
        (a.min(b), a.max(b))
    }

    fn input(&mut self, valid: &[&str]) -> TokenStream {
        match self.below(8) {
            0 => self.pick(valid).parse().unwrap(),
            1..=3 => self.soup(3),
            _ => self.crossed(valid),
        }
    }
}

/// Runs a macro on many inputs. Some must be refused and some taken, or the inputs are no good.
fn many(seed: u64, valid: &[&str], mut run: impl FnMut(TokenStream) -> bool) {
    let cases = std::env::var("FUZZ_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3_000);
    let mut random = Random(seed);
    let taken = (0..cases).filter(|_| run(random.input(valid))).count();
    assert!((cases / 20..cases - cases / 20).contains(&taken), "{taken} of {cases} were taken");
}

/// Whether an expansion reports nothing.
fn is_clean(expansion: &TokenStream) -> bool {
    !expansion.to_string().contains("compile_error")
}

#[test]
fn go() {
    let grammar = crate::grammar::of_go();
    many(0x9E37_79B9_7F4A_7C15, GO, |input| {
        let expansion = crate::go::go(input.clone());
        // What is no Rust stays as it is, for the compiler to speak of.
        let taken = is_clean(&expansion) && syn::parse2::<Block>(quote!({ #input })).is_ok();
        if taken {
            assert!(syn::parse2::<Expr>(expansion.clone()).is_ok(), "{input}\n{expansion}");
            // What is taken is in the grammar of the documentation. (The tokens of groups without brackets are not.)
            let derived = || grammar.as_ref().is_none_or(|grammar| grammar.derives("go", &input));
            assert!(has_bare_group(&input) || derived(), "not in the grammar: {input}");
        }
        taken
    });
}

/// Whether there is a group without brackets, such as `macro_rules` make of fragments.
fn has_bare_group(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::None || has_bare_group(&group.stream()),
        _ => false,
    })
}

#[test]
fn select() {
    many(0xD1B5_4A32_D192_ED03, SELECT, |input| {
        let expansion = crate::select::select(input.clone(), false);
        let taken = crate::select::is_readable(input.clone());
        if taken {
            assert!(is_clean(&expansion), "{input}");
            assert!(syn::parse2::<Expr>(expansion.clone()).is_ok(), "{input}\n{expansion}");
        }
        taken
    });
}

#[test]
fn goroutine() {
    many(0xA076_1D64_78BD_642F, ITEMS, |input| {
        let expansion = crate::goroutine::goroutine(TokenStream::new(), input.clone());
        // What is no Rust stays as it is: the compiler has spoken of it before.
        let taken = is_clean(&expansion) && syn::parse2::<File>(input.clone()).is_ok();
        if taken {
            assert!(syn::parse2::<File>(expansion.clone()).is_ok(), "{input}\n{expansion}");
        }
        taken
    });
}

#[test]
fn options() {
    let options = [
        "max_procs = 4, stack_size = \"1 MiB\"",
        "panic = \"abort\", allow(held_guard, lost_write), checkpoints = false",
        "crate = ::a::b, max_procs = 1",
    ];
    many(0xE703_7ED1_A0B4_28DB, &options, |input| {
        let expansion = crate::goroutine::goroutine(
            input.clone(),
            quote!(
                fn main() {}
            ),
        );
        assert!(syn::parse2::<File>(expansion.clone()).is_ok(), "{input}\n{expansion}");
        is_clean(&expansion)
    });
}
