//! The functions that `go!` expands to.
//!
//! rustc shows the line of a bound that does not hold, so what a user needs to know of the bound stands on that line.

#![forbid(unsafe_code)]

use super::builder::Builder;
use super::join::JoinHandle;
use super::movable::ResultOfGoroutine;
use super::scope::{Scope, ScopedJoinHandle};
use super::spawn::spawn;

/// `go!(…)`.
#[track_caller]
#[inline]
pub fn go<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
    T: ResultOfGoroutine + 'static,
{
    spawn(f)
}

/// `go!(#[goroutine(…)] …)`.
#[track_caller]
pub fn go_with<F, T>(builder: Builder, f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
    T: ResultOfGoroutine + 'static,
{
    match builder.spawn(f) {
        Ok(handle) => handle,
        Err(error) => panic!("failed to start a goroutine: {error}"),
    }
}

/// `go!(in scope, …)`.
#[track_caller]
pub fn go_in<'scope, F, T>(scope: &'scope Scope<'scope, '_>, f: F) -> ScopedJoinHandle<'scope, T>
where
    F: FnOnce() -> T + Send + 'scope, // any thread, until the scope ends: `Arc` for `Rc`
    T: ResultOfGoroutine + 'scope,
{
    scope.spawn(f)
}

/// `go!(#[goroutine(…)] in scope, …)`.
#[track_caller]
pub fn go_in_with<'scope, F, T>(builder: Builder, scope: &'scope Scope<'scope, '_>, f: F) -> ScopedJoinHandle<'scope, T>
where
    F: FnOnce() -> T + Send + 'scope, // any thread, until the scope ends: `Arc` for `Rc`
    T: ResultOfGoroutine + 'scope,
{
    match builder.spawn_scoped(scope, f) {
        Ok(handle) => handle,
        Err(error) => panic!("failed to start a goroutine: {error}"),
    }
}
