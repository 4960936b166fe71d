//! The grammars in the macros' documentation, read and turned into inputs for the tests: what the documentation says is
//! what the parsers read.
//!
//! The notation: `name = …;`, terminals in quotes, `|`, `[ … ]` for what may be left out, `{ … }` for any number of times. Names
//! in capitals are pieces of Rust, for which the test has examples.

use std::collections::{BTreeMap, BTreeSet};

/// A grammar.
pub(crate) struct Grammar {
    productions: Vec<(String, Rule)>,
}

#[derive(Debug)]
enum Rule {
    Terminal(String),
    Name(String),
    Sequence(Vec<Rule>),
    /// The number is the first alternative's among all of the grammar.
    Choice(Vec<Rule>, usize),
    Option(Box<Rule>, usize),
    Repeat(Box<Rule>),
}

impl Grammar {
    /// The grammar in the documentation of the macro `name`. None where the runtime's sources are not beside this
    /// package, as in a published copy.
    pub(crate) fn of(name: &str) -> Option<Grammar> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/src/macros.rs");
        let text = std::fs::read_to_string(path).ok()?;
        let lines = text.lines().map(|line| line.trim_start_matches("///"));
        let begin = format!(" {name} ");
        let productions = lines.skip_while(|line| !(line.starts_with(&begin) && line.contains(" = ")));
        let text: Vec<&str> = productions.take_while(|line| !line.contains("```")).collect();
        Some(Grammar::read(&text.join("\n")))
    }

    fn read(text: &str) -> Grammar {
        let mut reader = Reader { tokens: tokens(text), at: 0, alternatives: 0 };
        let mut productions = Vec::new();
        while reader.at < reader.tokens.len() {
            let name = reader.next();
            assert_eq!(reader.next(), "=", "after {name}");
            productions.push((name, reader.choice()));
            assert_eq!(reader.next(), ";");
        }
        Grammar { productions }
    }

    fn rule(&self, name: &str) -> Option<&Rule> {
        self.productions.iter().find(|(other, _)| other == name).map(|(_, rule)| rule)
    }

    /// One input, chosen by `below`, and how often each production was used for it. `seen` gets the alternatives taken.
    pub(crate) fn derive(
        &self,
        examples: &BTreeMap<&str, &[&str]>,
        below: &mut dyn FnMut(usize) -> usize,
        seen: &mut BTreeSet<usize>,
    ) -> (String, BTreeMap<String, usize>) {
        let mut derived = Derived { text: String::new(), used: BTreeMap::new(), examples, below, seen };
        derived.name(self, &self.productions[0].0);
        (derived.text, derived.used)
    }

    /// How many alternatives there are, an option being two.
    pub(crate) fn alternatives(&self) -> usize {
        fn count(rule: &Rule) -> usize {
            match rule {
                Rule::Terminal(_) | Rule::Name(_) => 0,
                Rule::Sequence(rules) => rules.iter().map(count).sum(),
                Rule::Choice(rules, _) => rules.len() + rules.iter().map(count).sum::<usize>(),
                Rule::Option(rule, _) => 2 + count(rule),
                Rule::Repeat(rule) => count(rule),
            }
        }
        self.productions.iter().map(|(_, rule)| count(rule)).sum()
    }
}

struct Derived<'a> {
    text: String,
    used: BTreeMap<String, usize>,
    examples: &'a BTreeMap<&'a str, &'a [&'a str]>,
    below: &'a mut dyn FnMut(usize) -> usize,
    seen: &'a mut BTreeSet<usize>,
}

impl Derived<'_> {
    fn name(&mut self, grammar: &Grammar, name: &str) {
        *self.used.entry(name.to_owned()).or_default() += 1;
        match grammar.rule(name) {
            Some(rule) => self.rule(grammar, rule),
            None => {
                let examples =
                    self.examples.get(name).unwrap_or_else(|| panic!("no production and no example: {name}"));
                self.text += examples[(self.below)(examples.len())];
                self.text.push(' ');
            }
        }
    }

    fn rule(&mut self, grammar: &Grammar, rule: &Rule) {
        match rule {
            Rule::Terminal(text) => {
                self.text += text;
                self.text.push(' ');
            }
            Rule::Name(name) => self.name(grammar, name),
            Rule::Sequence(rules) => rules.iter().for_each(|rule| self.rule(grammar, rule)),
            Rule::Choice(rules, number) => {
                let chosen = (self.below)(rules.len());
                self.seen.insert(number + chosen);
                self.rule(grammar, &rules[chosen]);
            }
            Rule::Option(rule, number) => {
                let chosen = (self.below)(2);
                self.seen.insert(number + chosen);
                if chosen == 1 {
                    self.rule(grammar, rule);
                }
            }
            Rule::Repeat(rule) => (0..(self.below)(5)).for_each(|_| self.rule(grammar, rule)),
        }
    }
}

struct Reader {
    tokens: Vec<String>,
    at: usize,
    alternatives: usize,
}

impl Reader {
    fn next(&mut self) -> String {
        let token = self.tokens.get(self.at).cloned().expect("the grammar ends in the middle");
        self.at += 1;
        token
    }

    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn choice(&mut self) -> Rule {
        let mut rules = vec![self.sequence()];
        while self.peek() == "|" {
            self.next();
            rules.push(self.sequence());
        }
        if rules.len() == 1 {
            return rules.remove(0);
        }
        let number = self.number(rules.len());
        Rule::Choice(rules, number)
    }

    fn sequence(&mut self) -> Rule {
        let mut rules = Vec::new();
        while !["", "|", ";", ")", "]", "}"].contains(&self.peek()) {
            rules.push(self.one());
        }
        Rule::Sequence(rules)
    }

    fn one(&mut self) -> Rule {
        let token = self.next();
        if let Some(text) = token.strip_prefix('"') {
            return Rule::Terminal(text.trim_end_matches('"').to_owned());
        }
        let close = match token.as_str() {
            "(" => ")",
            "[" => "]",
            "{" => "}",
            _ => return Rule::Name(token),
        };
        let inside = self.choice();
        assert_eq!(self.next(), close);
        match close {
            "]" => {
                let number = self.number(2);
                Rule::Option(Box::new(inside), number)
            }
            "}" => Rule::Repeat(Box::new(inside)),
            _ => inside,
        }
    }

    fn number(&mut self, alternatives: usize) -> usize {
        self.alternatives += alternatives;
        self.alternatives - alternatives
    }
}

/// Words, quoted terminals and marks.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            rest[1..].find('"').expect("a closing quote") + 2
        } else if first.is_alphabetic() {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else {
            1
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    tokens
}
