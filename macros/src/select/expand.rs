//! What becomes of `select!`.
//!
//! ```text
//! {
//!     let source0 = &rx; let source1 = &tx;                              // evaluated once, in order
//!     let mut arm0 = receive_arm(source0); let mut arm1 = transmit_arm(source1);
//!     match select(&[&mut arm0, &mut arm1], biased) {
//!         0 => { drop(arm1); let pattern = received(arm0); body }
//!         _ => { sent_or_panic(arm1, value); body }                      // the value, only now
//!     }
//! }
//! ```
//!
//! Each arm is carried out where its body is, and nowhere else: so the compiler sees that the value of an arm is not
//! moved, and what it initialises is not initialised, unless that arm is chosen. The other arms that send are dropped first (only
//! they have a destructor that uses the channel): a body may assign to any channel variable. There is no closure
//! anywhere, so that `break`, `return` and `?` mean what they mean around the macro. The arms are lent as `&mut`, though
//! only looked at: so nobody can enter one twice.
//!
//! Temporaries of a channel expression live until the choice has been carried out, and are gone when the body runs. Where
//! there may be some ([`temporaries`]), such arms are chosen in a block of their own, which hands out what was
//! received, and, instead of the value that is yet to be sent, the right to send it, with a handle of its own (`kept`):
//!
//! ```text
//! {
//!     enum Chosen<A> { Arm0(A), Arm1 }
//!     let source1 = &tx; let mut arm1 = transmit_arm(source1);
//!     let chosen = match (&ctx.done(),) { (source0,) => {
//!         let mut arm0 = receive_arm(source0);
//!         match select(&[&mut arm0, &mut arm1], biased) { 0 => Chosen::Arm0(received(arm0)), _ => Chosen::Arm1 }
//!     }};
//!     match chosen { Chosen::Arm0(pattern) => { drop(arm1); body } Chosen::Arm1 => { sent_or_panic(arm1, value); body } }
//! }
//! ```
//!
//! Rejected: a single `match` with the temporaries in its head, which would keep them, and the locks among them, in the bodies;
//! and to send in that block, after which the compiler takes every arm's value for moved.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::arm::{Arm, Dialect, Operation, Select};
use super::bind::bind;
use super::case::{Case, local};
use super::temporaries::{self, Held};
use crate::syntax::paths::site;
use crate::syntax::tokens::{braced, end, located, peeled};

pub(super) fn select(select: &Select, runtime: &TokenStream) -> TokenStream {
    let default = select.arms.iter().find(|arm| arm.operation.is_default());
    let timeout = default.and_then(|arm| match &arm.operation {
        Operation::Default { timeout, .. } => timeout.as_ref().map(Spanned::span),
        _ => None,
    });
    let apart = select.arms.iter().any(|arm| arm.operation.channel().is_some_and(temporaries::leaves));
    let cases = Case::all(&select.arms, apart);
    match default {
        None if cases.is_empty() => return quote!(#runtime::block_forever()),
        Some(default) if cases.is_empty() && timeout.is_none() => return default.body.to_token_stream(),
        _ => {}
    }
    let several = cases.iter().any(|case| case.arm.operation.is_each());
    let parts = Parts { runtime, biased: select.biased, several, timeout, default, cases };
    if apart { parts.in_two(&select.arms) } else { parts.in_one(&select.arms) }
}

fn timeout_name(at: Span) -> Ident {
    Ident::new("timeout", site().located_at(at))
}

/// What the parts of one expansion have in common.
pub(super) struct Parts<'a> {
    pub(super) runtime: &'a TokenStream,
    pub(super) biased: bool,
    /// A list of channels is among the arms.
    pub(super) several: bool,
    /// Where `default`'s timeout is.
    pub(super) timeout: Option<Span>,
    pub(super) default: Option<&'a Arm>,
    pub(super) cases: Vec<Case<'a>>,
}

impl Parts<'_> {
    /// Without temporaries: the bodies stand where the choice is made.
    fn in_one(&self, arms: &[Arm]) -> TokenStream {
        let sources = self.evaluate(arms, None);
        let made = self.make(|_| true);
        let choice = self.choice();
        let bodies = self.cases.iter().map(|case| {
            let position = self.position(case);
            let body = self.body(case, &case.picked(self.runtime));
            quote!(#position => #body)
        });
        let default = self.default_body(self.none());
        quote!({ #sources #made match #choice { #(#bodies)* #default } })
    }

    /// Evaluates the channels, and the timeout among them, in source order. With statements `inner`, in a block before
    /// them.
    ///
    /// A run of channels without guards is then one `match`, so that their temporaries live until the choice has been
    /// carried out; a guarded one is a variable, whose temporaries are held.
    pub(super) fn evaluate(&self, arms: &[Arm], inner: Option<TokenStream>) -> TokenStream {
        enum Step {
            Run(Vec<(Ident, TokenStream)>),
            Statement(TokenStream),
        }
        let mut steps: Vec<Step> = Vec::new();
        let mut held = Held::default();
        let mut cases = self.cases.iter();
        for arm in arms {
            let channel = match &arm.operation {
                Operation::Default { timeout: None, .. } => continue,
                Operation::Default { timeout: Some(timeout), .. } => {
                    let name = timeout_name(timeout.span());
                    steps.push(Step::Statement(quote!(let #name = #timeout;)));
                    continue;
                }
                Operation::Receive { source: channel, .. } | Operation::Send { sink: channel, .. } => channel,
            };
            let Some(case) = cases.next() else { continue };
            if inner.is_some() && !case.inside {
                continue;
            }
            if inner.is_none() || case.arm.guard.is_some() {
                steps.push(Step::Statement(self.source(case, Some(&mut held))));
                continue;
            }
            let operand = operand(channel);
            let pair = (local("source", case.index, channel.span()), quote!(&#operand));
            match steps.last_mut() {
                Some(Step::Run(run)) => run.push(pair),
                _ => steps.push(Step::Run(vec![pair])),
            }
        }
        let declarations = held.declarations();
        let blocked = inner.is_some() && matches!(steps.first(), Some(Step::Statement(_)));
        let statements = steps.into_iter().rev().fold(inner.unwrap_or_default(), |inner, step| match step {
            Step::Statement(binding) => quote!(#binding #inner),
            Step::Run(run) => {
                let (names, values): (Vec<_>, Vec<_>) = run.into_iter().unzip();
                let values = values.iter().map(|value| {
                    let comma = quote_spanned!(end(value)=> ,);
                    quote!(#value #comma)
                });
                quote!(match (#(#values)*) { (#(#names,)*) => { #inner } })
            }
        });
        if blocked || !declarations.is_empty() { quote!({ #declarations #statements }) } else { statements }
    }

    /// A channel, evaluated as a statement.
    pub(super) fn source(&self, case: &Case<'_>, held: Option<&mut Held>) -> TokenStream {
        let Some(channel) = case.arm.operation.channel() else { return TokenStream::new() };
        let name = local("source", case.index, channel.span());
        let Some(guard) = &case.arm.guard else {
            let operand = operand(channel);
            let semicolon = quote_spanned!(end(channel)=> ;);
            return quote!(let #name = &#operand #semicolon);
        };
        let option = quote!(::core::option::Option);
        let (before, channel) = match held {
            Some(held) if temporaries::leaves(channel) => held.hold(case.index, channel),
            _ => (Vec::new(), channel.clone()),
        };
        let operand = operand(&channel);
        quote!(let #name = if #guard { #(#before)* #option::Some(&#operand) } else { #option::None };)
    }

    /// Makes the arms.
    pub(super) fn make(&self, which: impl Fn(&Case<'_>) -> bool) -> TokenStream {
        let statements = self.cases.iter().filter(|case| which(case)).map(|case| {
            let (name, made) = (case.name(), self.made(case));
            quote!(let mut #name = #made;)
        });
        statements.collect()
    }

    fn made(&self, case: &Case<'_>) -> TokenStream {
        let runtime = self.runtime;
        let (channel, dialect, verb) = match &case.arm.operation {
            Operation::Receive { source, dialect, .. } => (source, *dialect, "receive"),
            Operation::Send { sink, dialect, .. } => (sink, *dialect, "transmit"),
            Operation::Default { .. } => return TokenStream::new(),
        };
        let (each, form) = if case.arm.operation.is_each() { (true, "each") } else { (false, "arm") };
        let name = local("source", case.index, channel.span());
        let function = |before: &str, after: &str| Ident::new(&format!("{before}{verb}_{form}{after}"), site());
        // Of what is no Rust the compiler says enough.
        let made = if matches!(channel, Expr::Verbatim(_)) {
            let function = function("no_", "");
            quote!(#runtime::#function(&#name))
        } else if case.arm.guard.is_some() {
            let function = function("", "_if");
            quote!(#runtime::#function(&#name))
        } else if dialect == Dialect::Crossbeam && matches!(peeled(channel), Expr::Unsafe(_)) {
            // Mostly `&*pointer`: crossbeam infers what the pointer leads to.
            let (function, source) = (function("", ""), Ident::new("source", site()));
            let handle = Ident::new(if case.arm.operation.sends() { "Sender" } else { "Receiver" }, site());
            quote!({ let #source: &#runtime::#handle<_> = #name; #runtime::#function(#source) })
        } else if dialect == Dialect::Crossbeam {
            let (bound, method) = if case.arm.operation.sends() {
                (quote!(LeadsToTransmit), quote!(sent_to))
            } else {
                (quote!(LeadsToReceive), quote!(received_from))
            };
            // A method call dereferences: crossbeam takes anything that leads to a channel.
            quote!({ use #runtime::#bound as _; (*#name).#method() })
        } else {
            let function = function("", "");
            quote!(#runtime::#function(#name))
        };
        let made = match (&case.value, each) {
            (Some(_), false) => quote!(#runtime::only_values(#made)),
            (Some(_), true) => quote!(#runtime::only_values_of_each(#made)),
            (None, _) => made,
        };
        if matches!(channel, Expr::Verbatim(_)) {
            return made;
        }
        // All of it at the channel: that it is none is said there, and once.
        located(made, channel.span())
    }

    /// The call that chooses.
    pub(super) fn choice(&self) -> TokenStream {
        let (runtime, biased) = (self.runtime, self.biased);
        let arms = self.cases.iter().map(Case::name);
        let arms = quote!([#(&mut #arms),*]);
        let list = if self.several { quote!(&mut #arms, #biased) } else { quote!(&#arms, #biased) };
        let (function, timeout) = match self.timeout {
            Some(at) => ("select_timeout", Some(timeout_name(at))),
            None if self.default.is_some() => ("try_select", None),
            None => ("select", None),
        };
        let suffix = if self.several { "_each" } else { "" };
        let function = Ident::new(&format!("{function}{suffix}"), site());
        let timeout = timeout.map(|timeout| quote!(, #timeout));
        quote!(#runtime::#function(#list #timeout))
    }

    /// What the call that chooses gives for an arm.
    pub(super) fn position(&self, case: &Case<'_>) -> TokenStream {
        // The last one is whatever is left, so that the match is complete.
        let last = case.index + 1 == self.cases.len();
        let number = Literal::usize_unsuffixed(case.index);
        let position = if last { quote!(_) } else { quote!(#number) };
        let position = match (self.several, case.arm.operation.is_each()) {
            (false, _) => position,
            (true, true) => {
                let place = case.place();
                quote!((#position, #place))
            }
            (true, false) => quote!((#position, _)),
        };
        if self.default.is_some() { quote!(::core::option::Option::Some(#position)) } else { position }
    }

    /// What it gives for `default`.
    pub(super) fn none(&self) -> Option<TokenStream> {
        self.default.map(|_| if self.cases.is_empty() { quote!(_) } else { quote!(::core::option::Option::None) })
    }

    /// Carries an arm out, binds what came, and runs the body. `arm` is what has been chosen.
    pub(super) fn body(&self, case: &Case<'_>, arm: &TokenStream) -> TokenStream {
        let runtime = self.runtime;
        let each = case.arm.operation.is_each();
        let place = case.place();
        let statement = match &case.arm.operation {
            Operation::Receive { .. } => {
                let received = case.received(runtime);
                match case.pattern() {
                    Some(pattern) => bind(case, pattern, located(received, case.head())),
                    // Nobody wants the value: it is dropped before the body runs.
                    None => quote!(_ = #received;),
                }
            }
            // What does not fit the channel is said at the value, with a mark at the channel.
            Operation::Send { pattern, sink, value, .. } => {
                let (made, value) = case.variable(value);
                let call = |name: &str| {
                    let name = Ident::new(name, site());
                    let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#arm, #value));
                    arguments.set_span(case.head());
                    let function = located(quote!(#runtime::#name), sink.span());
                    quote!(#function #arguments)
                };
                let (sent, sent_or_panic) = (call("sent"), call("sent_or_panic"));
                let sending = match (pattern, &case.arm.otherwise, each) {
                    (Some(pattern), _, false) => bind(case, pattern, sent),
                    (None, None, _) => quote!(#sent_or_panic;),
                    (None, Some((keyword, block)), _) => {
                        quote!(let ::core::result::Result::Ok(()) = #sent #keyword #block;)
                    }
                    (Some(pattern), None, true) => {
                        let bound = bind(case, pattern, place.into_token_stream());
                        quote!(#sent_or_panic; #bound)
                    }
                    (Some(pattern), Some((keyword, block)), true) => quote! {
                        let (::core::result::Result::Ok(()), #pattern) = (#sent, #place) #keyword #block;
                    },
                };
                quote!(#made #sending)
            }
            Operation::Default { .. } => TokenStream::new(),
        };
        self.block(Some(case), statement, &case.arm.body)
    }

    pub(super) fn default_body(&self, position: Option<TokenStream>) -> Option<TokenStream> {
        let (default, position) = (self.default?, position?);
        let body = self.block(None, TokenStream::new(), &default.body);
        Some(quote!(#position => #body))
    }

    /// A body after a statement, both after the arms that send and were not chosen have been dropped.
    pub(super) fn block(&self, case: Option<&Case<'_>>, statement: TokenStream, body: &Expr) -> TokenStream {
        let others: Vec<Ident> = self
            .cases
            .iter()
            .filter(|other| !other.inside && other.arm.operation.sends())
            .filter(|other| case.is_none_or(|case| case.index != other.index))
            .map(Case::name)
            .collect();
        let drops = match &others[..] {
            [] => TokenStream::new(),
            [other] => quote!(::core::mem::drop(#other);),
            several => quote!(::core::mem::drop((#(#several),*));),
        };
        if drops.is_empty() && statement.is_empty() {
            let comma = quote_spanned!(end(body)=> ,);
            return quote!(#body #comma);
        }
        // The statements of a block, instead of a block in a block.
        match body {
            Expr::Verbatim(tokens) => match block_of(tokens) {
                Some(block) => {
                    let inside = block.stream();
                    let mut group = Group::new(Delimiter::Brace, quote!(#drops #statement #inside));
                    // What is missing in it is missing at its end.
                    group.set_span(block.span_close());
                    TokenTree::from(group).into()
                }
                None => braced(quote!(#drops #statement #body)),
            },
            Expr::Block(body) if body.attrs.is_empty() && body.label.is_none() => {
                let statements = &body.block.stmts;
                quote!({ #drops #statement #(#statements)* })
            }
            _ => quote!({ #drops #statement #body }),
        }
    }
}

/// The block that the tokens are, if they are one.
fn block_of(tokens: &TokenStream) -> Option<Group> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(block)), None) if block.delimiter() == Delimiter::Brace => Some(block),
        _ => None,
    }
}

/// A channel expression as the operand of `&`.
fn operand(channel: &Expr) -> TokenStream {
    match peeled(channel) {
        Expr::Path(_)
        | Expr::Call(_)
        | Expr::MethodCall(_)
        | Expr::Field(_)
        | Expr::Index(_)
        | Expr::Macro(_)
        | Expr::Paren(_)
        | Expr::Reference(_)
        | Expr::Unary(_)
        | Expr::Try(_)
        | Expr::Await(_)
        | Expr::Verbatim(_) => channel.to_token_stream(),
        _ => quote!((#channel)),
    }
}
