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
/// go!(#[goroutine(name = "crawler", stack_size = "1 MiB")] crawl(url));
/// let handle = go!(sum(data));
/// scope(|s| { go!(in s, |&data, i| check(data, i)); });
/// ```
///
/// In a capture list, `a` moves `a`, `a = expr` evaluates `expr` now, `&a` and `&mut a` borrow (in
/// a scope), `mut a` may be changed. With a list everything else that the body mentions is moved,
/// in a scope too; without one a body moves what it mentions, and in a scope borrows it.
///
/// As a statement in braces, `go! { … }` needs no semicolon; its handle is then dropped. To give
/// the handle on as the last expression of a block, write it in parentheses.
#[macro_export]
macro_rules! go {
    // The semicolon drops the handle where `go! { … }` is a statement; in an expression rustc passes over it.
    ($($input:tt)*) => { $crate::__private::go!($crate $($input)*); };
}

/// Waits for the first of several channel operations, and runs its arm.
///
/// Exactly one arm runs; of several that are ready, one chosen at random, or with `biased;` the
/// first. Channel expressions are evaluated once each, in order, on entering; a value to be sent
/// only if its arm is chosen. `None` for a channel (`Option<&Receiver<T>>`) is never ready, as Go's
/// nil. `select! {}` blocks for ever.
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
///     tx <- value => {}                             // panics if the channel is closed
///     r = tx <- value => r?,                        // r: Result<(), SendError<T>>
///     v = <-rx if armed => {}                       // never ready while `armed` is false
///     default => {}                                 // when nothing is ready
/// }
/// ```
///
/// crossbeam's forms mean the same: `recv(rx) -> v => …`, `send(tx, value) -> r => …`,
/// `default(timeout) => …`.
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
