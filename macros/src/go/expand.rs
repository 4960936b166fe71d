//! What becomes of `go!`.
//!
//! The call form evaluates as Go's statement does: everything that is not a path, a literal or a
//! closure is bound to a variable first, in source order; the rest is captured by the closure that
//! the goroutine runs. Paths stay in place, because a function bound to a variable first would not
//! tell the types of its closure arguments any more; only where a later argument's evaluation could
//! change them are they bound too.
//!
//! Rejected: binding through `match (…) { … }`, whose temporaries (a lock guard, say) would live
//! until the goroutine is started.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, ExprCall, ExprMethodCall};

use crate::checkpoint;
use crate::syntax::body::{self, Body};
use crate::syntax::captures::{Capture, Source};
use crate::syntax::options::Options;
use crate::syntax::statement::{Statement, Work};
use crate::syntax::tokens::{mentions, peeled};

pub(super) fn statement(statement: Statement, runtime: &TokenStream) -> TokenStream {
    let Statement { options, scope, work } = statement;
    let scoped = scope.is_some();
    let mut bindings = Bindings::default();
    let closure = match work {
        Work::Call(call) => call_closure(call, &mut bindings),
        Work::Method(call) => method_closure(call, scoped, &mut bindings),
        Work::Body(captures, body) => body_closure(captures, body, scoped, &options, runtime, &mut bindings),
    };
    start(&options, scope, closure, bindings, runtime)
}

/// The variables that are bound before the goroutine exists.
#[derive(Default)]
struct Bindings {
    lets: Vec<TokenStream>,
}

impl Bindings {
    /// Evaluates an expression now; gives the variable's name.
    fn bind(&mut self, value: impl ToTokens) -> Ident {
        let name = format_ident!("bound{}", self.lets.len(), span = Span::mixed_site());
        self.lets.push(quote!(let #name = #value;));
        name
    }

    /// As [`Bindings::bind`], for a callee that may be `FnMut` or a receiver that may be borrowed
    /// mutably: the macro cannot see. The underscore keeps the compiler from asking whether the
    /// `mut` is needed.
    fn bind_mut(&mut self, value: impl ToTokens) -> Ident {
        let name = format_ident!("_bound{}", self.lets.len(), span = Span::mixed_site());
        self.lets.push(quote!(let mut #name = #value;));
        name
    }
}

/// The expression that starts the goroutine.
fn start(
    options: &Options,
    scope: Option<Expr>,
    closure: TokenStream,
    bindings: Bindings,
    runtime: &TokenStream,
) -> TokenStream {
    let settings = options.settings();
    let mut builder = (!settings.is_empty()).then(|| quote!(#runtime::Builder::new() #(#settings)*));
    let mut scope = scope.map(|scope| scope.to_token_stream());
    let mut first = Vec::new();
    if !bindings.lets.is_empty() {
        // Options and scope stand before the work, and are evaluated before it.
        let mut hoist = |part: &mut Option<TokenStream>, name: &str| {
            if let Some(value) = part.take() {
                let name = Ident::new(name, Span::mixed_site());
                first.push(quote!(let #name = #value;));
                *part = Some(name.into_token_stream());
            }
        };
        hoist(&mut builder, "builder");
        hoist(&mut scope, "scope");
    }
    let call = match (builder, scope) {
        (None, None) => quote!(#runtime::go(#closure)),
        (Some(builder), None) => quote!(#runtime::go_with(#builder, #closure)),
        (None, Some(scope)) => quote!(#runtime::go_in(#scope, #closure)),
        (Some(builder), Some(scope)) => quote!(#runtime::go_in_with(#builder, #scope, #closure)),
    };
    let lets = bindings.lets;
    if lets.is_empty() {
        return call;
    }
    quote!({ #(#first)* #(#lets)* #call })
}

/// Whether an expression can be captured where it stands.
fn stays(expr: &Expr) -> bool {
    match peeled(expr) {
        Expr::Path(_) | Expr::Lit(_) | Expr::Closure(_) => true,
        Expr::Paren(inner) => stays(&inner.expr),
        Expr::Unary(inner) => matches!(inner.op, syn::UnOp::Neg(_)) && matches!(peeled(&inner.expr), Expr::Lit(_)),
        _ => false,
    }
}

/// Whether a path names a constant or a static, by its capitals: nothing changes it, and a static
/// cannot be moved.
fn is_static(expr: &Expr) -> bool {
    let Expr::Path(path) = expr else { return false };
    path.path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
    })
}

/// An expression without the parentheses around it, which a binding does not need.
fn unparenthesised(expr: &Expr) -> &Expr {
    match peeled(expr) {
        Expr::Paren(inner) if inner.attrs.is_empty() => unparenthesised(&inner.expr),
        other => other,
    }
}

/// The variable that an expression is, if it is one.
fn variable(expr: &Expr) -> Option<&Ident> {
    match unparenthesised(expr) {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// Whether evaluating `later` could change what `expr`, left in place, is.
fn could_change(expr: &Expr, later: &Expr) -> bool {
    match unparenthesised(expr) {
        Expr::Closure(closure) if closure.capture.is_some() => {
            words(&closure.body).iter().any(|word| mentions(later, word))
        }
        other => variable(other).is_some_and(|name| mentions(later, name)),
    }
}

/// Every identifier in an expression.
fn words(expr: &Expr) -> Vec<Ident> {
    fn collect(tokens: TokenStream, words: &mut Vec<Ident>) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(word) => words.push(word),
                proc_macro2::TokenTree::Group(group) => collect(group.stream(), words),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    collect(expr.to_token_stream(), &mut found);
    found
}

/// The arguments as they stand in the goroutine's call; what must be evaluated now is bound.
fn arguments<'a>(args: impl Iterator<Item = &'a Expr>, bindings: &mut Bindings) -> Vec<TokenStream> {
    let args: Vec<&Expr> = args.collect();
    let last_evaluated = args.iter().rposition(|arg| !stays(arg));
    args.iter()
        .enumerate()
        .map(|(index, arg)| {
            let before_evaluation = last_evaluated.is_some_and(|last| index < last);
            let changes = || args[index + 1..].iter().any(|later| !stays(later) && could_change(arg, later));
            let bound = match unparenthesised(arg) {
                Expr::Lit(_) => false,
                Expr::Closure(_) => changes(),
                path @ Expr::Path(_) => before_evaluation && !is_static(path),
                _ => !stays(arg),
            };
            if bound { bindings.bind(unparenthesised(arg)).into_token_stream() } else { arg.to_token_stream() }
        })
        .collect()
}

fn call_closure(call: ExprCall, bindings: &mut Bindings) -> TokenStream {
    let callee = &call.func;
    let changed = || call.args.iter().any(|arg| !stays(arg) && could_change(callee, arg));
    let function = if !stays(callee) || changed() {
        bindings.bind_mut(unparenthesised(callee)).into_token_stream()
    } else {
        callee.to_token_stream()
    };
    let arguments = arguments(call.args.iter(), bindings);
    let mut invocation = function;
    call.paren_token.surround(&mut invocation, |tokens| tokens.extend(quote!(#(#arguments),*)));
    quote!(move || #invocation)
}

fn method_closure(call: ExprMethodCall, scoped: bool, bindings: &mut Bindings) -> TokenStream {
    let receiver = unparenthesised(&call.receiver);
    let evaluated = call.args.iter().any(|arg| !stays(arg));
    let in_place = match receiver {
        Expr::Path(_) => !evaluated || is_static(receiver),
        Expr::Lit(_) | Expr::Closure(_) => true,
        // Go takes the address of the field now. In a scope the closure borrows it through the
        // reference that it captures; elsewhere the field must move, or rustc says why not.
        Expr::Field(_) => scoped && is_place(receiver),
        _ => false,
    };
    let receiver =
        if in_place { call.receiver.to_token_stream() } else { bindings.bind_mut(receiver).into_token_stream() };
    let arguments = arguments(call.args.iter(), bindings);
    let ExprMethodCall { dot_token, method, turbofish, .. } = &call;
    let mut invocation = quote!(#receiver #dot_token #method #turbofish);
    call.paren_token.surround(&mut invocation, |tokens| tokens.extend(quote!(#(#arguments),*)));
    quote!(move || #invocation)
}

/// A variable, or a field of one.
fn is_place(expr: &Expr) -> bool {
    match peeled(expr) {
        Expr::Path(_) => true,
        Expr::Field(field) => is_place(&field.base),
        _ => false,
    }
}

fn body_closure(
    captures: Option<Vec<Capture>>,
    mut body: Body,
    scoped: bool,
    options: &Options,
    runtime: &TokenStream,
    bindings: &mut Bindings,
) -> TokenStream {
    if options.checkpoints {
        body = with_checkpoints(body, runtime);
    }
    let Some(captures) = captures else {
        // In a scope a body borrows what it mentions; elsewhere it could not.
        return if scoped { quote!(|| #body) } else { quote!(move || #body) };
    };
    let takes = take(&captures, bindings);
    if takes.is_empty() {
        return quote!(move || #body);
    }
    let statements = body.into_statements();
    quote!(move || { #takes #(#statements)* })
}

/// Binds what the list names, all of it before any of the names is new; the goroutine's own
/// variables are then made from that. (Bound inside, a variable is captured whole, however little
/// of it the body mentions.)
fn take(captures: &[Capture], bindings: &mut Bindings) -> TokenStream {
    let mut inside = TokenStream::new();
    for capture in captures {
        let Capture { mutability, name, source } = capture;
        // `self` cannot be bound anew: the closure captures it because the body mentions it.
        if name == "self" {
            continue;
        }
        let bound = match source {
            Source::Variable => bindings.bind(name),
            Source::Initialiser(expr) => bindings.bind(unparenthesised(expr)),
            Source::Borrowed(and, mutable) => bindings.bind(quote!(#and #mutable #name)),
        };
        inside.extend(quote!(let #mutability #name = #bound;));
    }
    inside
}

fn with_checkpoints(body: Body, runtime: &TokenStream) -> Body {
    match body {
        Body::Expression(mut expr) => {
            checkpoint::insert_in_expr(&mut expr, runtime);
            Body::Expression(expr)
        }
        Body::Statements(statements) => {
            let mut block = body::block(statements);
            checkpoint::insert_in_block(&mut block, runtime, Vec::new());
            Body::Statements(block.stmts)
        }
    }
}
