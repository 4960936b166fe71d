//! What becomes of `select!`.
//!
//! ```text
//! {
//!     enum Chosen<A, B> { Arm0(A), Arm1(B), Default }
//!     let chosen = match (&(channel), &(channel)) { (source0, source1) => {    // evaluated once, in order
//!         let mut arm0 = receive_arm(source0); let mut arm1 = transmit_arm(source1);
//!         match try_select(&[&mut arm0, &mut arm1], biased) {
//!             Some(0) => Chosen::Arm0(received(arm0)),
//!             Some(_) => Chosen::Arm1(sent(arm1, value)),                       // the value, only now
//!             None => Chosen::Default,
//!         }
//!     }};
//!     match chosen { Chosen::Arm0(pattern) => body, … }
//! }
//! ```
//!
//! The choice is carried out while the channels and their temporaries are alive, the bodies run
//! when they are gone: a body may assign to a channel variable that its own arm used. There is no
//! closure anywhere, so that `break`, `return` and `?` mean what they mean around the macro. The arms
//! are lent as `&mut`, though only looked at: so nobody can enter one twice.
//!
//! Rejected: one `match` that runs the bodies at once, which would keep every channel borrowed in
//! them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Pat};

use super::arm::{Arm, Dialect, Operation, Select};
use crate::syntax::paths::site;
use crate::syntax::tokens::{braced, end, first_span, located, peeled};

pub(super) fn select(select: &Select, runtime: &TokenStream) -> TokenStream {
    let operations: Vec<(usize, &Arm)> =
        select.arms.iter().filter(|arm| !arm.operation.is_default()).enumerate().collect();
    let default = select.arms.iter().find(|arm| arm.operation.is_default());
    let timeout = default.and_then(|arm| match &arm.operation {
        Operation::Default { timeout, .. } => timeout.as_ref().map(Spanned::span),
        _ => None,
    });
    match default {
        None if operations.is_empty() => return quote!(#runtime::block_forever()),
        Some(default) if operations.is_empty() && timeout.is_none() => return default.body.to_token_stream(),
        _ => {}
    }
    let parts = Parts { runtime, biased: select.biased, timeout, has_default: default.is_some() };
    let chosen = parts.evaluate(&select.arms, parts.choose(&operations));
    let declaration = parts.declaration(&operations);
    let bodies = operations.iter().map(|(index, arm)| body(*index, arm));
    let default = default.map(|arm| {
        let body = &arm.body;
        let word = word();
        quote!(#word::Default => #body,)
    });
    let outcome = Ident::new("chosen", site());
    quote! {{
        #declaration
        let #outcome = #chosen;
        match #outcome { #(#bodies)* #default }
    }}
}

/// The local enum. Items are not hygienic, so its name is one that nobody has.
fn word() -> Ident {
    Ident::new("__GoroutinesChosen", site())
}

fn variant(index: usize) -> Ident {
    format_ident!("Arm{}", index, span = site())
}

/// A local variable of the expansion, which reports as `at`.
fn local(name: &str, index: usize, at: Span) -> Ident {
    format_ident!("{}{}", name, index, span = site().located_at(at))
}

/// What the parts of one expansion have in common.
struct Parts<'a> {
    runtime: &'a TokenStream,
    biased: bool,
    /// Where `default`'s timeout is.
    timeout: Option<Span>,
    has_default: bool,
}

impl Parts<'_> {
    /// The enum that carries an arm's outcome from the choice to the bodies.
    fn declaration(&self, operations: &[(usize, &Arm)]) -> TokenStream {
        let word = word();
        let carrying = || operations.iter().filter(|(_, arm)| arm.operation.pattern().is_some());
        let parameters: Vec<Ident> = carrying().map(|(index, _)| format_ident!("T{}", index, span = site())).collect();
        let generics = (!parameters.is_empty()).then(|| quote!(<#(#parameters),*>));
        let variants = operations.iter().map(|(index, arm)| {
            let variant = variant(*index);
            let parameter = format_ident!("T{}", index, span = site());
            match arm.operation.pattern() {
                Some(_) => quote!(#variant(#parameter)),
                None => quote!(#variant),
            }
        });
        let default = self.has_default.then(|| quote!(Default));
        quote!(enum #word #generics { #(#variants,)* #default })
    }

    /// Evaluates the channels, and the timeout among them, in source order before the statements `inner`.
    ///
    /// A run of channels without guards is one `match`, so that their temporaries live until the
    /// choice has been carried out; a guarded one is a variable, whose temporaries Rust extends.
    fn evaluate(&self, arms: &[Arm], inner: TokenStream) -> TokenStream {
        enum Step {
            Always(Vec<(TokenStream, TokenStream)>),
            Guarded(TokenStream),
        }
        let mut steps: Vec<Step> = Vec::new();
        let mut index = 0;
        for arm in arms {
            let (name, value) = match &arm.operation {
                Operation::Default { timeout: None, .. } => continue,
                Operation::Default { timeout: Some(timeout), .. } => {
                    (timeout_name(timeout.span()), timeout.to_token_stream())
                }
                Operation::Receive { source: channel, .. } | Operation::Send { sink: channel, .. } => {
                    let name = local("source", index, channel.span());
                    index += 1;
                    let operand = operand(channel);
                    if let Some(guard) = &arm.guard {
                        let option = quote!(::core::option::Option);
                        steps.push(Step::Guarded(quote! {
                            let #name = if #guard { #option::Some(&#operand) } else { #option::None };
                        }));
                        continue;
                    }
                    (name, quote!(&#operand))
                }
            };
            let pair = (name.into_token_stream(), value);
            match steps.last_mut() {
                Some(Step::Always(run)) => run.push(pair),
                _ => steps.push(Step::Always(vec![pair])),
            }
        }
        let guarded = matches!(steps.first(), Some(Step::Guarded(_)));
        let statements = steps.into_iter().rev().fold(inner, |inner, step| match step {
            Step::Guarded(binding) => quote!(#binding #inner),
            Step::Always(run) => {
                let (names, values): (Vec<_>, Vec<_>) = run.into_iter().unzip();
                let values = values.iter().map(|value| {
                    let comma = quote_spanned!(end(value)=> ,);
                    quote!(#value #comma)
                });
                quote!(match (#(#values)*) { (#(#names,)*) => { #inner } })
            }
        });
        if guarded { quote!({ #statements }) } else { statements }
    }

    /// Makes the arms, chooses one, and carries it out: statements, the last of which is the outcome.
    fn choose(&self, operations: &[(usize, &Arm)]) -> TokenStream {
        let runtime = self.runtime;
        let arms: Vec<Ident> = operations.iter().map(|(index, _)| local("arm", *index, Span::call_site())).collect();
        let made = operations.iter().map(|(index, arm)| {
            let made = self.make(*index, arm);
            let name = &arms[*index];
            quote!(let mut #name = #made;)
        });
        let biased = self.biased;
        let list = quote!(&[#(&mut #arms),*], #biased);
        let word = word();
        let outcomes = operations.iter().map(|(index, arm)| {
            // The last one is whatever is left, so that the match is complete.
            let last = *index + 1 == operations.len();
            let number = proc_macro2::Literal::usize_unsuffixed(*index);
            let position = if last { quote!(_) } else { quote!(#number) };
            let position = if self.has_default { quote!(::core::option::Option::Some(#position)) } else { position };
            let outcome = self.carry_out(*index, arm);
            quote!(#position => #outcome)
        });
        let (choice, has_none) = if let Some(at) = self.timeout {
            let timeout = timeout_name(at);
            (quote!(select_timeout(#list, #timeout)), true)
        } else if self.has_default {
            (quote!(try_select(#list)), true)
        } else {
            (quote!(select(#list)), false)
        };
        let none = if operations.is_empty() { quote!(_) } else { quote!(::core::option::Option::None) };
        let none = has_none.then(|| quote!(#none => #word::Default,));
        quote! {
            #(#made)*
            match #runtime::#choice { #(#outcomes,)* #none }
        }
    }

    fn make(&self, index: usize, arm: &Arm) -> TokenStream {
        let runtime = self.runtime;
        let (channel, dialect, function) = match &arm.operation {
            Operation::Receive { source, dialect, .. } => (source, *dialect, "receive_arm"),
            Operation::Send { sink, dialect, .. } => (sink, *dialect, "transmit_arm"),
            Operation::Default { .. } => return TokenStream::new(),
        };
        let function = Ident::new(function, site());
        // Of what is no Rust the compiler says enough.
        if matches!(channel, Expr::Verbatim(_)) {
            let name = local("source", index, channel.span());
            let function = format_ident!("no_{}", function);
            return quote!(#runtime::#function(&#name));
        }
        let name = local("source", index, channel.span());
        // All of it at the channel: that it is none is said there, and once.
        if arm.guard.is_some() {
            let function = format_ident!("{}_if", function);
            return located(quote!(#runtime::#function(&#name)), channel.span());
        }
        let (bound, method) = if matches!(arm.operation, Operation::Receive { .. }) {
            (quote!(LeadsToReceive), quote!(received_from))
        } else {
            (quote!(LeadsToTransmit), quote!(sent_to))
        };
        match dialect {
            Dialect::Go => located(quote!(#runtime::#function(#name)), channel.span()),
            // A method call dereferences: crossbeam takes anything that leads to a channel.
            Dialect::Crossbeam => located(quote!({ use #runtime::#bound as _; (*#name).#method() }), channel.span()),
        }
    }

    fn carry_out(&self, index: usize, arm: &Arm) -> TokenStream {
        let runtime = self.runtime;
        let word = word();
        let variant = variant(index);
        let name = local("arm", index, Span::call_site());
        match &arm.operation {
            Operation::Receive { pattern: Some(_), .. } => {
                quote!(#word::#variant(#runtime::received(#name)))
            }
            // Nobody wants the value: it is dropped before the body runs.
            Operation::Receive { pattern: None, .. } => {
                quote!({ _ = #runtime::received(#name); #word::#variant })
            }
            // What does not fit the channel is said at the value, with a mark at the channel.
            Operation::Send { pattern: Some(_), sink, value, .. } => {
                let sent = located(quote!(#runtime::sent), sink.span());
                quote!(#word::#variant(#sent(#name, #value)))
            }
            Operation::Send { pattern: None, sink, value, .. } => {
                let sent = located(quote!(#runtime::sent_or_panic), sink.span());
                quote!({ #sent(#name, #value); #word::#variant })
            }
            Operation::Default { .. } => TokenStream::new(),
        }
    }
}

fn timeout_name(at: Span) -> Ident {
    Ident::new("timeout", site().located_at(at))
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

/// The arm of the second `match`: binds what came, and runs the body.
fn body(index: usize, arm: &Arm) -> TokenStream {
    let word = word();
    let variant = variant(index);
    let body = &arm.body;
    let comma = quote_spanned!(end(body)=> ,);
    let Some(pattern) = arm.operation.pattern() else {
        return quote!(#word::#variant => #body #comma);
    };
    if arm.otherwise.is_none() && is_plain(pattern) {
        return quote!(#word::#variant(#pattern) => #body #comma);
    }
    // A `let` of its own, so that rustc's words about refutable patterns are the usual ones.
    let value = local("value", index, arm.operation.operands().last().map_or_else(site, end));
    let pattern = match pattern {
        Pat::Or(_) => quote!((#pattern)),
        other => other.to_token_stream(),
    };
    let otherwise = arm.otherwise.as_ref().map(|(keyword, block)| quote!(#keyword #block));
    // From the pattern to the channel: behind that rustc proposes the `else` that is missing.
    let keyword = quote_spanned!(site().located_at(first_span(&pattern))=> let);
    let semicolon = quote_spanned!(value.span()=> ;);
    let block = match body {
        Expr::Verbatim(_) => braced(quote!(#keyword #pattern = #value #otherwise #semicolon #body)),
        _ => quote!({ #keyword #pattern = #value #otherwise #semicolon #body }),
    };
    quote!(#word::#variant(#value) => #block)
}

/// Whether a pattern only gives a name, or none. A capitalised name may be a constant.
fn is_plain(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Ident(ident) => {
            ident.subpat.is_none() && !ident.ident.to_string().starts_with(|first: char| first.is_uppercase())
        }
        _ => false,
    }
}
