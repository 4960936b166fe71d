//! The functions that `go!` expands to.
//!
//! rustc shows the line of a bound that does not hold, so what a user needs to know of the bound stands on that line.

#![forbid(unsafe_code)]

use super::builder::{Builder, started};
use super::go_in::GoIn;
use super::join::JoinHandle;
use super::movable::ResultOfGoroutine;
use super::spawn::spawn;

/// `go!(…)`.
#[track_caller]
#[inline]
pub fn go<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
    T: ResultOfGoroutine<F> + 'static,
{
    spawn(f)
}

/// `go!(#[goroutine(…)] …)`.
#[track_caller]
pub fn go_with<F, T>(builder: Builder, f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
    T: ResultOfGoroutine<F> + 'static,
{
    started(builder.spawn(f))
}

/// `go!(in place, …)`.
#[track_caller]
#[inline]
pub fn go_in<P, F>(place: P, f: F) -> P::Handle
where
    F: Send,    // any thread: `Arc` for `Rc`
    P: GoIn<F>, // a group's goroutines may outlive their caller: move, or share in an `Arc`
{
    place.go_in(Builder::new(), f)
}

/// `go!(#[goroutine(…)] in place, …)`.
#[track_caller]
pub fn go_in_with<P, F>(builder: Builder, place: P, f: F) -> P::Handle
where
    F: Send,    // any thread: `Arc` for `Rc`
    P: GoIn<F>, // a group's goroutines may outlive their caller: move, or share in an `Arc`
{
    place.go_in(builder, f)
}
