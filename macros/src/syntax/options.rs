//! The options in `#[goroutine(…)]`, on a function and at the head of `go!`.
//!
//! One mistake is one error at its own token: reading goes on at the next comma. Values that are
//! literals are checked here; anything else is left to the compiler, which knows its type.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprPath, Ident, Lit, Token, parenthesized, token};

use super::keywords::{listed, nearest};
use super::numbers::{bytes, count, long_number, nanoseconds, number};
use super::paths;
use super::tokens::{first_span, peel, skip};
use crate::diagnostics::catalog;
use crate::diagnostics::error::{Problems, at, at_with, here};
use crate::diagnostics::warning::{LINTS, Level, Levels};

/// Where the options are written: it decides which of them are allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Main,
    Test,
    Function,
    Goroutine,
}

impl Place {
    fn allowed(self) -> &'static [&'static str] {
        match self {
            Self::Main => &["max_procs", "stack_size", "panic", "checkpoints", "crate", "allow", "warn", "deny"],
            Self::Test => &["bubble", "schedules", "deadline", "checkpoints", "crate", "allow", "warn", "deny"],
            Self::Function => &["checkpoints", "crate", "allow", "warn", "deny"],
            Self::Goroutine => &["name", "stack_size", "checkpoints", "allow", "warn", "deny"],
        }
    }

    fn described(self) -> &'static str {
        match self {
            Self::Main => "`#[goroutine] fn main`",
            Self::Test => "`#[goroutine]` on a test",
            Self::Function => "`#[goroutine]` on a function",
            Self::Goroutine => "`#[goroutine(…)]` in `go!`",
        }
    }
}

/// Every option there is, and where the ones that belong to one place belong.
const KNOWN: [(&str, &str); 12] = [
    ("max_procs", "`#[goroutine] fn main`"),
    ("stack_size", "`#[goroutine] fn main` and `go!`"),
    ("panic", "`#[goroutine] fn main`"),
    ("name", "`go!`"),
    ("bubble", "`#[goroutine]` on a test"),
    ("schedules", "`#[goroutine]` on a test"),
    ("deadline", "`#[goroutine]` on a test"),
    ("checkpoints", ""),
    ("crate", "`#[goroutine]` on a function"),
    ("allow", ""),
    ("warn", ""),
    ("deny", ""),
];

/// One value that becomes a call on the builder: `.stack_size(65536usize)`.
#[derive(Debug)]
pub(crate) struct Setting {
    key: Ident,
    value: TokenStream,
}

/// How large a goroutine's stack is to be.
pub(crate) enum StackSize {
    Default,
    Bytes(u64),
    /// As large as an expression says that is no number.
    Unknown,
}

/// The options, checked.
#[derive(Debug)]
pub(crate) struct Options {
    settings: Vec<Setting>,
    /// `panic = "abort"`.
    pub(crate) abort: bool,
    /// Whether loops get checkpoints.
    pub(crate) checkpoints: bool,
    /// What the function says about the lints, in source order.
    pub(crate) lints: Levels,
    /// What a test runs in.
    pub(crate) world: World,
    /// After how many nanoseconds a test fails.
    pub(crate) deadline: Option<u64>,
    /// Where the runtime is, if that is said.
    home: Option<ExprPath>,
}

/// What a test runs in.
#[derive(Debug, Default)]
pub(crate) enum World {
    /// Where everything runs.
    #[default]
    Real,
    Bubble,
    /// In bubbles under so many schedules.
    Schedules(TokenStream),
    /// In bubbles under all schedules.
    AllSchedules,
}

impl World {
    /// Whether it is a bubble's.
    pub(crate) fn is_bubble(&self) -> bool {
        !matches!(self, Self::Real)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settings: Vec::new(),
            abort: false,
            checkpoints: true,
            lints: Levels::default(),
            world: World::Real,
            deadline: None,
            home: None,
        }
    }
}

impl Options {
    /// Reads a list of options; what is wrong with them goes to `problems`.
    pub(crate) fn parse(tokens: TokenStream, place: Place, problems: &mut Problems) -> Self {
        let mut options = Self::default();
        let mut seen: Vec<Ident> = Vec::new();
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let fork = input.fork();
                match options.entry(&fork, place, &mut seen, problems) {
                    Ok(()) => input.advance_to(&fork),
                    Err(error) => {
                        problems.add(error);
                        while !input.is_empty() && !input.peek(Token![,]) {
                            skip(input);
                        }
                    }
                }
                if input.is_empty() {
                    break;
                }
                if !input.peek(Token![,]) {
                    problems.add(here(input, catalog::OPTION_COMMA));
                    while !input.is_empty() && !input.peek(Token![,]) {
                        skip(input);
                    }
                }
                input.parse::<Option<Token![,]>>()?;
            }
            Ok(())
        };
        if let Err(error) = parser.parse2(tokens) {
            problems.add(error);
        }
        options
    }

    /// Has all that is expanded from now on find the runtime where the options say.
    pub(crate) fn settle_home(&self) {
        if let Some(path) = &self.home {
            // At the path, if there is nothing of the kind.
            let at = first_span(path.path.segments.last());
            paths::set_home(quote_spanned!(at=> #path::__private));
        }
    }

    /// What to set on a builder, in source order.
    pub(crate) fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// The stack that a goroutine asks for.
    pub(crate) fn stack_size(&self) -> StackSize {
        let Some(setting) = self.settings.iter().find(|setting| setting.key.unraw() == "stack_size") else {
            return StackSize::Default;
        };
        let number = setting.value.to_string();
        number.trim_end_matches("usize").parse().map_or(StackSize::Unknown, StackSize::Bytes)
    }

    fn entry(
        &mut self,
        input: ParseStream<'_>,
        place: Place,
        seen: &mut Vec<Ident>,
        problems: &mut Problems,
    ) -> syn::Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(here(input, catalog::OPTION_EXPECTED));
        }
        let key = input.call(Ident::parse_any)?;
        let name = key.unraw().to_string();
        let allowed = place.allowed();
        if !allowed.contains(&name.as_str()) {
            return Err(misplaced(&key, &name, place));
        }
        if matches!(name.as_str(), "allow" | "warn" | "deny") {
            return self.lint_list(&key, &name, input, problems);
        }
        if seen.contains(&key) {
            return Err(at_with(&key, catalog::OPTION_REPEATED, &[&name]));
        }
        seen.push(key.clone());
        if name == "bubble" {
            return self.bubble(&key, input);
        }
        let ill_typed = match name.as_str() {
            "max_procs" => catalog::MAX_PROCS_VALUE,
            "stack_size" => catalog::STACK_SIZE_VALUE,
            "panic" => catalog::PANIC_VALUE,
            "name" => catalog::NAME_VALUE,
            "crate" => catalog::CRATE_VALUE,
            "schedules" => catalog::SCHEDULES_VALUE,
            "deadline" => catalog::DEADLINE_VALUE,
            _ => catalog::CHECKPOINTS_VALUE,
        };
        if !input.peek(Token![=]) {
            return Err(at(&key, ill_typed));
        }
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(at(&key, ill_typed));
        }
        let value = peel(input.parse::<Expr>()?);
        if name == "schedules" && matches!(self.world, World::Bubble) {
            return Err(at(&key, catalog::BUBBLE_AND_SCHEDULES));
        }
        self.set(&key, &name, value).map_err(|found| at(found, ill_typed))
    }

    /// The option that takes no value.
    fn bubble(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(at(key, catalog::BUBBLE_VALUE));
        }
        if self.world.is_bubble() {
            return Err(at(key, catalog::BUBBLE_AND_SCHEDULES));
        }
        self.world = World::Bubble;
        Ok(())
    }

    /// Puts a value where it belongs, or gives it back when it is of the wrong kind.
    fn set(&mut self, key: &Ident, name: &str, value: Expr) -> Result<(), Box<Expr>> {
        let text = match &value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        };
        let setting = match name {
            "checkpoints" => {
                let Expr::Lit(literal) = &value else {
                    return Err(Box::new(value));
                };
                let Lit::Bool(flag) = &literal.lit else {
                    return Err(Box::new(value));
                };
                self.checkpoints = flag.value;
                return Ok(());
            }
            "crate" => {
                let Expr::Path(path) = value else {
                    return Err(Box::new(value));
                };
                self.home = Some(path);
                return Ok(());
            }
            "panic" => {
                if text.as_deref() != Some("abort") {
                    return Err(Box::new(value));
                }
                self.abort = true;
                return Ok(());
            }
            "schedules" => {
                self.world = match &value {
                    Expr::Path(path) if path.path.is_ident("all") => World::AllSchedules,
                    _ => match count(&value) {
                        Ok(Some(schedules)) => World::Schedules(long_number(schedules, &value)),
                        Ok(None) => World::Schedules(value.into_token_stream()),
                        Err(()) => return Err(Box::new(value)),
                    },
                };
                return Ok(());
            }
            "deadline" => {
                self.deadline = text.as_deref().and_then(nanoseconds);
                return if self.deadline.is_some() { Ok(()) } else { Err(Box::new(value)) };
            }
            "name" => match &value {
                Expr::Lit(_) if text.is_none() => return Err(Box::new(value)),
                _ => value.into_token_stream(),
            },
            "stack_size" if text.is_some() => match text.as_deref().and_then(bytes) {
                Some(size) => number(size, &value),
                None => return Err(Box::new(value)),
            },
            _ => match count(&value) {
                Ok(Some(size)) => number(size, &value),
                Ok(None) => value.into_token_stream(),
                Err(()) => return Err(Box::new(value)),
            },
        };
        self.settings.push(Setting { key: key.clone(), value: setting });
        Ok(())
    }

    fn lint_list(
        &mut self,
        key: &Ident,
        name: &str,
        input: ParseStream<'_>,
        problems: &mut Problems,
    ) -> syn::Result<()> {
        let level = match name {
            "allow" => Level::Allow,
            "warn" => Level::Warn,
            _ => Level::Deny,
        };
        if !input.peek(token::Paren) {
            return Err(at_with(key, catalog::LINT_LIST, &[name, name]));
        }
        let content;
        parenthesized!(content in input);
        let lints = content
            .call(Punctuated::<Ident, Token![,]>::parse_terminated)
            .map_err(|_| at_with(key, catalog::LINT_LIST, &[name, name]))?;
        for lint in lints {
            let word = lint.to_string();
            if LINTS.contains(&word.as_str()) {
                self.lints.say(level, lint);
                continue;
            }
            let guess = did_you_mean(&word, LINTS);
            let all = listed(LINTS);
            problems.add(at_with(&lint, catalog::LINT_UNKNOWN, &[&word, &guess, &all]));
        }
        Ok(())
    }
}

impl ToTokens for Setting {
    /// As a call on a builder.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { key, value } = self;
        let key = Ident::new(&key.unraw().to_string(), Span::mixed_site());
        tokens.extend(quote!(.#key(#value)));
    }
}

/// Whether some place takes an option of this name.
pub(super) fn is_option(name: &str) -> bool {
    KNOWN.iter().any(|(known, _)| *known == name) && !is_lint_level(name) && name != "crate"
}

/// Whether a word gives lints a level.
pub(super) fn is_lint_level(name: &str) -> bool {
    matches!(name, "allow" | "warn" | "deny" | "expect" | "forbid")
}

pub(super) fn is_lint(name: &str) -> bool {
    LINTS.contains(&name)
}

fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |guess| format!(" (did you mean `{guess}`?)"))
}

/// The error for an option that this place does not take.
fn misplaced(key: &Ident, name: &str, place: Place) -> syn::Error {
    let allowed = listed(place.allowed().iter().copied());
    if let Some((_, home)) = KNOWN.iter().find(|(known, _)| *known == name) {
        let words = [name, *home, place.described(), &allowed];
        return at_with(key, catalog::OPTION_MISPLACED, &words);
    }
    let guess = did_you_mean(name, place.allowed().iter().copied());
    let words = [name, &guess, place.described(), &allowed];
    at_with(key, catalog::OPTION_UNKNOWN, &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tokens: TokenStream, place: Place) -> (String, Vec<String>, Options) {
        let mut problems = Problems::default();
        let options = Options::parse(tokens, place, &mut problems);
        let settings = options.settings();
        (quote!(#(#settings)*).to_string(), problems.messages(), options)
    }

    #[test]
    fn main_takes_all_its_options() {
        let (settings, problems, options) = read(
            quote!(
                max_procs = 4,
                stack_size = "256 KiB",
                panic = "abort",
                checkpoints = false,
                allow(held_guard, lost_write),
                deny(busy_select),
            ),
            Place::Main,
        );
        assert_eq!(problems, [""; 0]);
        assert_eq!(settings, ". max_procs (4usize) . stack_size (262144usize)");
        assert!(options.abort && !options.checkpoints);
        assert_eq!(options.lints.of("lost_write"), Level::Allow);
        assert_eq!(options.lints.of("busy_select"), Level::Deny);
        assert_eq!(options.lints.of("lost_cancel"), Level::Warn);
    }

    #[test]
    fn values_that_are_no_literals_pass_through() {
        let (settings, problems, _) =
            read(quote!(name = format!("crawler {i}"), stack_size = 2 * PAGE), Place::Goroutine);
        assert_eq!(problems, [""; 0]);
        assert!(settings.contains("2 * PAGE"), "{settings}");
    }

    #[test]
    fn each_mistake_is_one_error_and_the_rest_is_read() {
        let (settings, problems, _) = read(
            quote!(
                max_proc = 4,
                stack_size = "big",
                7,
                panic = "unwind",
                checkpoints = 1,
                max_procs = 2,
                max_procs = 3,
                allow,
                allow(held_gard),
                name = "x"
            ),
            Place::Main,
        );
        assert_eq!(settings, ". max_procs (2usize)");
        assert_eq!(problems.len(), 9, "{problems:#?}");
        assert!(problems[0].contains("did you mean `max_procs`?"));
    }

    #[test]
    fn zero_and_negative_numbers_are_refused() {
        for wrong in [
            quote!(max_procs = 0),
            quote!(max_procs = -1),
            quote!(max_procs = "4"),
            quote!(max_procs = true),
            quote!(max_procs),
            quote!(max_procs =),
        ] {
            let (_, problems, _) = read(wrong, Place::Main);
            assert_eq!(problems.len(), 1, "{problems:?}");
        }
    }
}
