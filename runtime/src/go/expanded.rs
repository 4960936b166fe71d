//! The functions that `go!` and `#[goroutine]` expand to.

#![forbid(unsafe_code)]

use super::builder::Builder;
use super::join::JoinHandle;
use super::scope::{Scope, ScopedJoinHandle};
use super::spawn::spawn;

/// `go!(…)`.
#[track_caller]
#[inline]
pub fn go<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    spawn(f)
}

/// `go!(#[goroutine(…)] …)`.
#[track_caller]
pub fn go_with<F, T>(builder: Builder, f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
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
    F: FnOnce() -> T + Send + 'scope,
    T: Send + 'scope,
{
    scope.spawn(f)
}

/// `go!(#[goroutine(…)] in scope, …)`.
#[track_caller]
pub fn go_in_with<'scope, F, T>(builder: Builder, scope: &'scope Scope<'scope, '_>, f: F) -> ScopedJoinHandle<'scope, T>
where
    F: FnOnce() -> T + Send + 'scope,
    T: Send + 'scope,
{
    match builder.spawn_scoped(scope, f) {
        Ok(handle) => handle,
        Err(error) => panic!("failed to start a goroutine: {error}"),
    }
}

/// What a parameter of a `#[goroutine]` function must be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot move into a goroutine",
    label = "not `Send`",
    note = "a goroutine may start on any thread, so what it is given must be `Send`: use `Arc` for `Rc`, \
            `sync::Mutex` or an atomic for `RefCell` or `Cell`, or send it over a channel",
    note = "a generic parameter says so with the bound `T: Send`"
)]
pub trait MoveIntoGoroutine {}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Send> MoveIntoGoroutine for T {}

/// Compiles if `T` can move into a goroutine.
pub const fn assert_movable<T: ?Sized + MoveIntoGoroutine>() {}
