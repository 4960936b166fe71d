//! `go!` and `select!` as users call them.
//!
//! Each is a shell: it passes on what it is given, after `$crate`, to the macro of `goroutines-macros` that does the
//! work. So an expansion finds this crate wherever the macro was called from: through another crate's re-export, in
//! another crate's `macro_rules`, in a crate that does not depend on this one, beside another version of it.

#![forbid(unsafe_code)]

/// Starts a goroutine, as Go's `go` statement does.
///
/// One call is evaluated as in Go: the function, the receiver and the arguments now, in the calling
/// goroutine and in source order; the call itself in the new one. Statements, a block, or anything
/// after a capture list are a body that runs in the new goroutine.
///
/// The value is a handle as `std::thread`'s. It may be dropped: the goroutine goes on.
///
/// # Examples
///
/// ```
/// use goroutines::{chan, go};
///
/// let (tx, rx) = chan(0);
/// go!(|tx = tx.clone()| tx.send("from a body").unwrap());
/// assert_eq!(rx.recv(), Ok("from a body"));
///
/// // A call's arguments are evaluated now, by the goroutine that says `go!`.
/// let handle = go!(i32::pow(2, 10));
/// assert_eq!(handle.join().unwrap(), 1024);
/// ```
///
/// All forms:
///
/// ```ignore
/// go!(worker(id, jobs, results));                  // arguments are evaluated now
/// go!(server.serve(conn));                         // the receiver moves
/// go! { let n = work(); tx.send(n).unwrap(); }     // a body, captures by move
/// go!(|| rx.recv().unwrap());                      // an empty list makes one expression a body
/// go!(|tx = tx.clone(), i| tx.send(i).unwrap());   // what it takes, by name
/// go!(|clone tx, i| tx.send(i).unwrap());          // the same
/// go!(#[goroutine(name = "crawler", stack_size = "1 MiB")] crawl(url));
/// let handle = go!(sum(data));
/// scope(|s| { go!(in s, |&data, i| check(data, i)); });
/// go!(in wg, |clone tx| tx.send(1).unwrap());      // a `WaitGroup` counts it, until it ends
/// go!(in group, |clone tx| fetch(tx));             // an `ErrGroup`: the body gives a `Result`
/// ```
///
/// In a capture list, `a` moves `a`, `a = expr` evaluates `expr` now, `clone a` is `a = a.clone()`, `&a` and `&mut a`
/// borrow (in a scope), `mut a` may be changed. With a list everything else that the body mentions is moved,
/// in a scope too: `||` moves there, unlike the bars of std's `s.spawn(|| …)`, which borrow. Without a list a body
/// moves what it mentions, and in a scope, or in a group, borrows it.
///
/// After `in` stands a [`Scope`](crate::Scope), a [`WaitGroup`](crate::sync::WaitGroup), an
/// [`ErrGroup`](crate::sync::ErrGroup), or whatever implements [`GoIn`](crate::GoIn). It is borrowed, and it decides what a
/// body may borrow, what it gives, and what the value of `go!` is: a scope gives a handle, the groups nothing.
///
/// As a statement in braces, `go! { … }` needs no semicolon; its handle is then dropped. At the end of a block it gives
/// its handle if that is what the block is to give, and otherwise nothing.
///
/// # Grammar
///
/// In EBNF. What begins with a capital is Rust's, by the names in its reference; but a `place` ends at the first comma or
/// bar outside brackets, a `capture` at the first bar, and `Statements` are not one expression alone. An option is given
/// once.
///
/// ```text
/// go         = [ attribute ] [ "in" place "," [ attribute ] ] work ;
/// attribute  = "#" "[" "goroutine" [ "(" [ option { "," option } [ "," ] ] ")" ] "]" ;
/// option     = "name" "=" Expression
///            | "stack_size" "=" Expression
///            | "checkpoints" "=" ( "true" | "false" )
///            | ( "allow" | "warn" | "deny" ) "(" [ lint { "," lint } [ "," ] ] ")" ;
/// place      = Expression ;
/// work       = ( call | block ) [ "," ] | Statements
///            | list ( Expression [ "," ] | Statements )
///            | "move" BlockExpression [ "," ] ;
/// call       = CallExpression | MethodCallExpression ;
/// block      = ExpressionWithBlock | MacroInvocation ;
/// list       = [ "move" ] "|" [ capture { "," capture } [ "," ] ] "|" ;
/// capture    = [ "mut" ] IDENTIFIER [ "=" Expression ]
///            | "clone" [ "mut" ] IDENTIFIER
///            | "&" [ "mut" ] IDENTIFIER
///            | "self" ;
/// ```
#[macro_export]
macro_rules! go {
    // A difference in an expression; two statements where `go! { … }` is one (see `go/value.rs`).
    ($($input:tt)*) => { {} - $crate::__private::started($crate::__private::go!($crate $($input)*), 0) };
}

/// Waits for the first of several channel operations, and runs its arm.
///
/// Exactly one arm runs; of several that are ready, one chosen at random, or with `biased;` the
/// first. Channel expressions are evaluated once each, in order, on entering; their temporaries live until
/// the choice has been carried out, and are gone when the body runs. A value to be sent is evaluated, and moved,
/// only if its arm is chosen: other arms may use it. A body may assign to the channels. `None` for a channel
/// (`Option<Receiver<T>>` or `Option<Sender<T>>`, by value, behind a reference, in a field) is never ready, as Go's nil.
/// `select! {}` blocks for ever. The value of the arm that has run is the value of the `select!`.
///
/// # Examples
///
/// ```
/// use goroutines::{chan, select};
///
/// let (tx, rx) = chan(1);
/// tx.send(1).unwrap();
/// let got = select! {
///     v = <-rx => v.unwrap(),
///     default => 0,
/// };
/// assert_eq!(got, 1);
/// ```
///
/// All forms:
///
/// ```ignore
/// select! {
///     v = <-rx => println!("{v:?}"),                // v: Result<T, RecvError>
///     Ok(job) = <-jobs else { break } => run(job),
///     <-ctx.done() => return,
///     Some(v) = <-rx => println!("{v:?}"),          // values only: never ready when the channel has ended
///     tx <- value => {}                             // panics if the channel is closed
///     tx <- value else { return } => {}             // or leaves, if it is closed or nobody receives
///     r = tx <- value => r?,                        // r: Result<(), SendError<T>>
///     v = <-rx if armed => {}                       // never ready while `armed` is false
///     (i, v) = <-each rxs => {}                     // the first of a slice, an array or a `Vec` of receivers
///     i = each txs <- value => {}                   // and of senders; `i` is the index
///     default => {}                                 // when nothing is ready
/// }
/// ```
///
/// crossbeam's forms mean the same: `recv(rx) -> v => …`, `send(tx, value) -> r => …`,
/// `default(timeout) => …`.
///
/// # Patterns
///
/// What a channel gives is a `Result`, and a pattern that may not match it needs an `else`, which leaves the `select!`. With
/// `Some(…)` around it, a pattern is matched with the value itself, and the arm takes no notice of the end of the channel:
/// do not wait so for `ctx.done()`, which has no values and only ends.
///
/// # Grammar
///
/// ```text
/// select  = [ "biased" ";" ] { arm } ;
/// arm     = head "=>" body ;
/// head    = receive [ guard ]
///         | binding receive [ guard ] [ else ]
///         | [ binding ] send [ guard ] [ else ]
///         | worded [ guard ] [ else ]
///         | default ;
/// binding = PATTERN "=" ;
/// receive = "<-" ( CHANNEL | "each" LIST ) ;
/// send    = ( CHANNEL | "each" LIST ) "<-" VALUE ;
/// worded  = "recv" "(" CHANNEL [ "," ] ")" "->" PATTERN
///         | "send" "(" CHANNEL "," VALUE [ "," ] ")" "->" PATTERN ;
/// guard   = "if" CONDITION ;
/// else    = "else" BLOCK ;
/// default = "default" [ "(" [ TIMEOUT [ "," ] ] ")" ] ;
/// body    = BLOCKLIKE [ "," ] | EXPRESSION "," ;
/// ```
///
/// What is in capitals is Rust's: `PATTERN` is one as in a `match` arm, `BLOCKLIKE` an expression that ends by itself, such
/// as a block, an `if` or a macro call in braces. `CHANNEL`, `LIST` and `CONDITION` are expressions without a struct literal,
/// as in an `if`; `VALUE`, `TIMEOUT` and `EXPRESSION` are any. There is one `default` at most, and the last comma may be left
/// out. None of the words is reserved: `each`, `default`, `recv`, `send` and `biased` may be the names of channels.
#[macro_export]
macro_rules! select {
    ($($input:tt)*) => { $crate::__private::select! { $crate $($input)* } };
}

/// `select! { biased; … }`, under crossbeam's name: of several arms that are ready, the first.
///
/// # Examples
///
/// ```
/// use goroutines::channel::{bounded, select_biased};
///
/// let (urgent, first) = bounded(1);
/// let (other, second) = bounded(1);
/// other.send("later").unwrap();
/// urgent.send("now").unwrap();
/// let got = select_biased! {
///     recv(first) -> job => job,
///     recv(second) -> job => job,
/// };
/// assert_eq!(got, Ok("now"));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __select_biased {
    ($($input:tt)*) => { $crate::__private::select_biased! { $crate $($input)* } };
}
