//! What becomes of `go!`.
//!
//! The call form evaluates as Go's statement does: everything that is not a path, a literal or a
//! closure is bound to a variable first, in source order. What the goroutine takes by name (arguments,
//! and the entries of a capture list) reaches its closure through parameters; the rest is captured.
//!
//! ```text
//! go!(print(id, text()))   →   { let bound0 = text(); go2(id, bound0, move |id_, bound0| print(id_, bound0)) }
//! go!(|mut n, rx| f(n))    →   go2(n, rx, move |mut n, rx| f(n))
//! go! { f(n); }            →   go(move || { f(n); })
//! ```
//!
//! Parameters, because a value that cannot move is then reported at itself (the runtime's
//! `go/movable.rs`). Under options, in a scope and from the sixth value on, the closure captures these
//! too. Closures stay in place, because bound to a variable they would not know the types of their
//! arguments; so does the callee; only where a later argument's evaluation could change them are they
//! bound. The parameter of an argument `id` is called `id_`: were `id` a constant, a parameter of that
//! name would be a pattern that asks for its value.
//!
//! Rejected: binding through `match (…) { … }`, or evaluating in the call that starts the
//! goroutine: temporaries (a lock guard, say) would live until it is started.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Expr, ExprCall, ExprMethodCall};

use crate::checkpoint;
use crate::syntax::body::{self, Body};
use crate::syntax::captures::{Capture, Captures, Source};
use crate::syntax::options::Options;
use crate::syntax::paths::site;
use crate::syntax::statement::{Statement, Work};
use crate::syntax::tokens::{end, first_span, located, mentions, peeled};

/// How many values the runtime's `go5` takes, the longest of its kind.
const MOST_TAKEN: usize = 5;

pub(super) fn statement(statement: Statement, runtime: &TokenStream) -> TokenStream {
    let Statement { options, scope, work } = statement;
    let scoped = scope.is_some();
    let plain = options.settings().is_empty() && !scoped;
    let mut bindings = Bindings { most_taken: if plain { MOST_TAKEN } else { 0 }, ..Bindings::default() };
    let closure = match work {
        Work::Call(call) => call_closure(call, &mut bindings),
        Work::Method(call) => method_closure(call, scoped, &mut bindings),
        Work::Body(captures, body) => body_closure(captures, body, scoped, &options, runtime, &mut bindings),
    };
    start(&options, scope, closure, bindings, runtime)
}

/// What of a goroutine that is not to be stays, for an editor to complete in: a name, or a field, or a
/// method's name so far. Of anything else the compiler would report more than the mistake.
pub(super) fn in_the_making(work: &Work) -> Option<&Expr> {
    match work {
        Work::Body(None, Body::Expression(expr @ (Expr::Path(_) | Expr::Field(_)))) => Some(expr),
        Work::Body(None, Body::Expression(expr @ Expr::Verbatim(tokens))) if ends_in_dot(tokens) => Some(expr),
        _ => None,
    }
}

/// Whether a field or a method is to follow.
fn ends_in_dot(tokens: &TokenStream) -> bool {
    matches!(tokens.clone().into_iter().last(), Some(TokenTree::Punct(mark)) if mark.as_char() == '.')
}

/// What happens before the goroutine exists.
#[derive(Default)]
struct Bindings {
    lets: Vec<TokenStream>,
    most_taken: usize,
    /// What reaches the closure through parameters: the values, and the patterns that take them.
    taken: Vec<(TokenStream, TokenStream)>,
    /// The variables among them, with the parameters' names.
    variables: Vec<(Ident, Ident)>,
}

impl Bindings {
    /// Evaluates an expression now; gives the variable's name.
    fn bind(&mut self, value: impl ToTokens) -> Ident {
        let span = site().located_at(first_span(&value));
        let name = format_ident!("bound{}", self.lets.len(), span = span);
        let semicolon = quote_spanned!(end(&value)=> ;);
        self.lets.push(quote!(let #name = #value #semicolon));
        name
    }

    /// Evaluates a callee that may be `FnMut`, or a receiver that may be borrowed mutably, now, and
    /// hands it to the goroutine; gives the variable's name there. The macro cannot see whether it
    /// must be `mut`; the underscore keeps the compiler from asking.
    fn take_mut(&mut self, value: impl ToTokens) -> Ident {
        let span = site().located_at(first_span(&value));
        let name = format_ident!("_bound{}", self.lets.len(), span = span);
        if self.takes_more() {
            let value = self.bind(value);
            self.taken.push((value.into_token_stream(), quote!(mut #name)));
        } else {
            self.lets.push(quote!(let mut #name = #value;));
        }
        name
    }

    fn takes_more(&self) -> bool {
        self.taken.len() < self.most_taken
    }

    /// Hands an argument to the goroutine; gives what stands for it there.
    fn take_argument(&mut self, argument: &Expr, bound: Option<Ident>) -> TokenStream {
        let Some(name) = bound.clone().or_else(|| variable(argument).filter(|name| is_snake(name)).cloned()) else {
            return argument.to_token_stream();
        };
        if let Some((_, parameter)) = self.variables.iter().find(|(taken, _)| *taken == name) {
            return parameter.to_token_stream();
        }
        if !self.takes_more() {
            return name.into_token_stream();
        }
        let parameter = match bound {
            Some(bound) => bound,
            None => format_ident!("{}_", name, span = site().located_at(name.span())),
        };
        self.taken.push((name.to_token_stream(), parameter.to_token_stream()));
        self.variables.push((name, parameter.clone()));
        parameter.into_token_stream()
    }

    /// The closure of the goroutine around its code. It begins `at` a place of the user's: there rustc says what it takes
    /// along, and what it cannot.
    fn closure(&self, at: Span, code: TokenStream) -> TokenStream {
        let at = site().located_at(at);
        if self.taken.is_empty() {
            return quote_spanned!(at=> move || #code);
        }
        let parameters = self.taken.iter().map(|(_, parameter)| parameter);
        quote_spanned!(at=> move |#(#parameters),*| #code)
    }
}

/// Whether a name is that of a variable, by its letters.
fn is_snake(name: &Ident) -> bool {
    !name.to_string().chars().any(char::is_uppercase)
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
    let mut scope = scope.map(|scope| reference(&scope));
    let mut first = Vec::new();
    if !bindings.lets.is_empty() {
        // Options and scope stand before the work, and are evaluated before it.
        let mut hoist = |part: &mut Option<TokenStream>, name: &str| {
            if let Some(value) = part.take() {
                let name = Ident::new(name, site().located_at(first_span(&value)));
                first.push(quote!(let #name = #value;));
                *part = Some(name.into_token_stream());
            }
        };
        hoist(&mut builder, "builder");
        hoist(&mut scope, "scope");
    }
    let call = match (builder, scope) {
        (None, None) if bindings.taken.is_empty() => quote!(#runtime::go(#closure)),
        (None, None) => {
            let go = format_ident!("go{}", bindings.taken.len());
            let values = bindings.taken.iter().map(|(value, _)| value);
            quote!(#runtime::#go(#(#values,)* #closure))
        }
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

/// A reference to a place of goroutines, which is borrowed, whatever it is. Where it begins rustc says that it is none.
fn reference(place: &Expr) -> TokenStream {
    let and = quote_spanned!(site().located_at(first_span(place))=> &);
    match peeled(place) {
        Expr::Path(_)
        | Expr::Field(_)
        | Expr::Call(_)
        | Expr::MethodCall(_)
        | Expr::Index(_)
        | Expr::Macro(_)
        | Expr::Reference(_)
        | Expr::Unary(_)
        | Expr::Paren(_)
        | Expr::Verbatim(_) => quote!(#and #place),
        _ => quote!(#and (#place)),
    }
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
                TokenTree::Ident(word) => words.push(word),
                TokenTree::Group(group) => collect(group.stream(), words),
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
            let bound = bound.then(|| bindings.bind(unparenthesised(arg)));
            bindings.take_argument(arg, bound)
        })
        .collect()
}

fn call_closure(call: ExprCall, bindings: &mut Bindings) -> TokenStream {
    let callee = &call.func;
    let changed = || call.args.iter().any(|arg| !stays(arg) && could_change(callee, arg));
    let function = if !stays(callee) || changed() {
        bindings.take_mut(unparenthesised(callee)).into_token_stream()
    } else {
        callee.to_token_stream()
    };
    let arguments = arguments(call.args.iter(), bindings);
    let mut invocation = function;
    call.paren_token.surround(&mut invocation, |tokens| tokens.extend(quote!(#(#arguments),*)));
    bindings.closure(first_span(&invocation), invocation)
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
        if in_place { call.receiver.to_token_stream() } else { bindings.take_mut(receiver).into_token_stream() };
    let arguments = arguments(call.args.iter(), bindings);
    let ExprMethodCall { dot_token, method, turbofish, .. } = &call;
    let mut invocation = quote!(#receiver #dot_token #method #turbofish);
    call.paren_token.surround(&mut invocation, |tokens| tokens.extend(quote!(#(#arguments),*)));
    bindings.closure(first_span(&invocation), invocation)
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
    captures: Option<Captures>,
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
        // In a scope a body borrows what it mentions; elsewhere it could not. The bars are where the
        // body is, for there rustc proposes to write `move`.
        let keyword = (!scoped).then(|| quote!(move));
        let bars = located(quote!(#keyword ||), first_span(&body));
        let body = ended(body);
        return quote!(#bars #body);
    };
    let late = take(&captures, bindings);
    if late.is_empty() {
        return bindings.closure(captures.open, ended(body));
    }
    let statements = body.into_statements();
    bindings.closure(captures.open, quote!({ #late #(#statements)* }))
}

/// A closure's code, with a comma at its end where it is no Rust: what is missing is reported there.
fn ended(body: Body) -> TokenStream {
    let unread = matches!(body, Body::Expression(Expr::Verbatim(_)));
    let comma = unread.then(|| quote_spanned!(end(&body)=> ,));
    quote!(#body #comma)
}

/// Hands what the list names to the goroutine, all of it evaluated before any of the names is new.
/// Gives the statements that bind what there was no parameter left for. (Bound inside, a variable is
/// captured whole, however little of it the body mentions.)
fn take(captures: &Captures, bindings: &mut Bindings) -> TokenStream {
    let mut late = TokenStream::new();
    let last_evaluated = captures.iter().rposition(|capture| matches!(capture.source, Source::Initialiser(_)));
    for (index, capture) in captures.iter().enumerate() {
        let Capture { mutability, name, source } = capture;
        // `self` cannot be bound anew: the closure captures it because the body mentions it.
        if name == "self" {
            continue;
        }
        let value = match source {
            Source::Variable => name.to_token_stream(),
            Source::Initialiser(expr) => unparenthesised(expr).to_token_stream(),
            Source::Borrowed(and, mutable) => quote!(#and #mutable #name),
        };
        let in_order = last_evaluated.is_none_or(|last| index > last);
        if !bindings.takes_more() {
            let bound = bindings.bind(value);
            late.extend(quote!(let #mutability #name = #bound;));
            continue;
        }
        let value = if in_order { value } else { bindings.bind(value).into_token_stream() };
        bindings.taken.push((value, quote!(#mutability #name)));
    }
    late
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
