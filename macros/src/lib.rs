//! The procedural macros of the `goroutines` crate: `#[goroutine]`, `go!` and `select!`.
//!
//! Use them through that crate: their expansions call into its runtime. The attribute is re-exported there; `go!`,
//! `select!` and `select_biased!` are shells there, `macro_rules` that call the macros of this crate and tell them where
//! the runtime is (`syntax/paths`). The shells have the documentation.
//!
//! Each macro is a room with the same three steps: `parse` reads the user's tokens, `check` finds
//! what is wrong with syntax that reads well, `expand` writes the result. Below them lie
//! `lint` (mistakes that compile), `checkpoint` (which loops let others run), `guard` (what looks like one), `syntax` (the pieces of
//! grammar they share) and `diagnostics` (every text they say). Imports look down only: `go` and
//! `goroutine`, then `lint`, then `checkpoint`, then `guard` and `select` (whose bodies get checkpoints), then
//! `syntax`, then `diagnostics`.

#![forbid(unsafe_code)]

mod checkpoint;
mod diagnostics;
#[cfg(test)]
mod ebnf;
#[cfg(test)]
mod fuzz;
mod go;
mod goroutine;
#[cfg(test)]
mod grammar;
mod guard;
mod lint;
#[cfg(test)]
mod mutilate;
mod select;
#[cfg(test)]
mod snapshots;
mod syntax;

use proc_macro::TokenStream;

use crate::syntax::paths;

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
/// `wait_group_add_in_goroutine`, `blocking_call`, `held_guard`, `lost_cancel`, `busy_select`,
/// `ended_arm`, `busy_try`, `done_on_every_path`, `dropped_at_once`, `fresh_ticker`, `large_on_stack`,
/// `lost_result`, `open_sender`, `park_in_local`, `real_clock`, `self_deadlock`, `unjoined_assert`, `unpolled_future`. Their
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
/// | `crate = path::to::goroutines` | anywhere but `go!` | the crate, where it is not a dependency by its own name |
/// | `bubble` | tests | the test runs in a bubble, whose clock jumps (`goroutines::testing`) |
/// | `schedules = 1_000` | tests | it runs in bubbles under so many schedules, or under `all` |
/// | `deadline = "10s"` | tests | it fails, with a dump of all goroutines, when that time is up |
/// | `checkpoints = false` | anywhere | leaves the checkpoints out |
/// | `allow(…)`, `warn(…)`, `deny(…)` | anywhere | the level of a lint |
///
/// A crate that has `goroutines` through another one says where it is, as in `#[goroutine(crate = library::goroutines)]`; a
/// `macro_rules!` says `crate = $crate::goroutines`. (`go!` and `select!` need nothing of the kind.)
///
/// # Grammar
///
/// In EBNF, of what stands in the parentheses and of what stands below the attribute. What begins with a capital is
/// Rust's, by the names in its reference. An option is given once. A test takes also what `on_a_test` says.
///
/// ```text
/// goroutine  = [ option { "," option } [ "," ] ] ;
/// option     = "max_procs" "=" Expression
///            | "stack_size" "=" Expression
///            | "panic" "=" "\"abort\""
///            | "checkpoints" "=" ( "true" | "false" )
///            | "crate" "=" Path
///            | ( "allow" | "warn" | "deny" ) "(" [ lint { "," lint } [ "," ] ] ")" ;
/// on_a_test  = "bubble" | "schedules" "=" ( "all" | Expression ) | "deadline" "=" STRING_LITERAL ;
/// function   = { OuterAttribute } [ Visibility ] [ "unsafe" ] "fn" IDENTIFIER [ GenericParams ]
///              "(" [ FunctionParameters ] ")" [ "->" Type ] [ WhereClause ] BlockExpression ;
/// ```
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
    goroutine::goroutine(attribute.into(), paths::without_shell(item.into())).into()
}

/// What the shell `goroutines::go!` calls.
#[proc_macro]
pub fn go(input: TokenStream) -> TokenStream {
    go::go(paths::from_shell(input.into())).into()
}

/// What the shell `goroutines::select!` calls.
#[proc_macro]
pub fn select(input: TokenStream) -> TokenStream {
    select::select(paths::from_shell(input.into()), false).into()
}

/// What the shell `goroutines::channel::select_biased!` calls.
#[proc_macro]
pub fn select_biased(input: TokenStream) -> TokenStream {
    select::select(paths::from_shell(input.into()), true).into()
}
