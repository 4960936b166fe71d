//! The procedural macros of the `goroutines` crate: `#[goroutine]`, `go!` and `select!`.
//!
//! Use them through that crate, which re-exports them: their expansions call into its runtime.
//!
//! Each macro is a room with the same three steps: `parse` reads the user's tokens, `check` finds
//! what is wrong with syntax that reads well, `expand` writes the result. Below them lie
//! `lint` (mistakes that compile), `checkpoint` (which loops let others run), `syntax` (the pieces of
//! grammar they share) and `diagnostics` (every text they say). Imports look down only: `go` and
//! `goroutine`, then `lint`, then `checkpoint`, then `select` (whose bodies get checkpoints), then
//! `syntax`, then `diagnostics`.

#![forbid(unsafe_code)]

mod checkpoint;
mod diagnostics;
#[cfg(test)]
mod fuzz;
mod go;
mod goroutine;
mod lint;
#[cfg(test)]
mod mutilate;
mod select;
#[cfg(test)]
mod snapshots;
mod syntax;

use proc_macro::TokenStream;

/// Makes a function part of the goroutine world.
///
/// On `fn main` the body becomes goroutine 1, the main goroutine: when it returns, the process
/// ends with its result, whatever other goroutines are doing, as in Go. On a `#[test]` function
/// (with `#[test]` below it) the body runs as a goroutine, and the test ends when it does.
///
/// On any other function, generic ones and methods included, the function stays an ordinary
/// function. Its loops get *checkpoints*, where a goroutine that has used up its time slice lets
/// others run, except where a lock's guard is alive; and each owned parameter is proved to be one
/// that a goroutine can take, so that the error is here and not where it is started.
///
/// Nested functions, and closures other than the bodies of `go!`, are left alone.
///
/// Mistakes that compile are warned of by lints: `captured_loop_variable`, `lost_write`,
/// `wait_group_add_in_goroutine`, `blocking_call`, `held_guard`, `lost_cancel`, `busy_select`. Their
/// warnings are those of `deprecated`; the book has a page on each.
///
/// # Options
///
/// | option | where | what |
/// | --- | --- | --- |
/// | `max_procs = 4` | `main` | how many workers run goroutines at a time |
/// | `stack_size = "256 KiB"` | `main`, `go!` | a size, or a number of bytes |
/// | `panic = "abort"` | `main` | a panic in any goroutine ends the process, as in Go |
/// | `name = "crawler"` | `go!` | the goroutine's name |
/// | `checkpoints = false` | anywhere | leaves the checkpoints out |
/// | `allow(…)`, `warn(…)`, `deny(…)` | anywhere | the level of a lint |
///
/// # Examples
///
/// ```ignore
/// use goroutines::{go, goroutine};
///
/// #[goroutine]
/// fn sum(numbers: Vec<u64>) -> u64 {
///     let mut total = 0;
///     for number in numbers {
///         total += number;
///     }
///     total
/// }
///
/// #[goroutine(max_procs = 4)]
/// fn main() {
///     let handle = go!(sum(vec![1, 2, 3]));
///     assert_eq!(handle.join().unwrap(), 6);
/// }
/// ```
#[proc_macro_attribute]
pub fn goroutine(attribute: TokenStream, item: TokenStream) -> TokenStream {
    goroutine::goroutine(attribute.into(), item.into()).into()
}

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
#[proc_macro]
pub fn go(input: TokenStream) -> TokenStream {
    go::go(input.into()).into()
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
#[proc_macro]
pub fn select(input: TokenStream) -> TokenStream {
    select::select(input.into(), false).into()
}

/// `select! { biased; … }`, under crossbeam's name: of several arms that are ready, the first.
///
/// # Examples
///
/// ```ignore
/// select_biased! {
///     recv(urgent) -> job => run(job),
///     recv(other) -> job => run(job),
/// }
/// ```
#[proc_macro]
pub fn select_biased(input: TokenStream) -> TokenStream {
    select::select(input.into(), true).into()
}
