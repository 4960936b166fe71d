//! What can move into a goroutine and out of it, in words of our own.
//!
//! Both traits are `Send` under another name: rustc says their texts where it would say `Send`'s. The names stand
//! in errors only; nobody implements them.
//!
//! A value that `go!` sees (an argument, an entry of a capture list) does not reach the goroutine's closure as a
//! capture but as a parameter, through `go1` and its like: that it cannot move is then said of the value, where it is
//! written, and said once. Of other captures, and under options and scopes, rustc speaks for the closure as a whole.
//!
//! Each trait has a parameter for the closure of the goroutine that the value is for. It means nothing; but rustc proposes
//! no bound that would name a closure, and so does not propose ours where `T: Send` is wanted of a generic parameter.
//!
//! Rejected: an assertion beside a closure that captures, and `go(taking1(a, |a| …))` (two errors for one mistake);
//! one function over tuples of values (rustc lists the tuples that would do).

#![forbid(unsafe_code)]

use super::join::JoinHandle;
use super::spawn::spawn;
use crate::base::user_code;

/// What a goroutine takes with it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot move into a goroutine",
    label = "not `Send`",
    note = "a goroutine may start on any thread, so what it is given must be `Send`: use `Arc` for `Rc`, \
            `sync::Mutex` or an atomic for `RefCell` or `Cell`, or send it over a channel",
    note = "a generic parameter says so with the bound `T: Send`, a trait object with `dyn Trait + Send`"
)]
pub trait MoveIntoGoroutine<F: ?Sized = ()>: Send {}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Send, F: ?Sized> MoveIntoGoroutine<F> for T {}

/// What a goroutine gives to whoever joins it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a goroutine",
    label = "not `Send`",
    note = "the result goes to whoever joins the goroutine, on any thread, so it must be `Send`: use `Arc` for `Rc`, or \
            end the body with `;` if nobody wants the result",
    note = "a generic parameter says so with the bound `T: Send`, a boxed error with `Box<dyn Error + Send + Sync>`"
)]
pub trait ResultOfGoroutine<F: ?Sized = ()>: Send {}

#[diagnostic::do_not_recommend]
impl<T: Send, F: ?Sized> ResultOfGoroutine<F> for T {}

/// Compiles if `T` can move into a goroutine.
pub const fn assert_movable<T: ?Sized + MoveIntoGoroutine>() {}

/// As [`assert_movable`], for a type with `Self` in it, which may be a generic parameter. The closure is there for its type.
pub fn assert_self_movable<T: ?Sized + MoveIntoGoroutine<F>, F>(_here: F) {}

/// As [`assert_movable`], for a type with a generic parameter in it: rustc then says which bound to add.
pub const fn assert_send<T: ?Sized + Send>() {}

/// What `go!` has in place of [`go`](super::expanded::go) when it reports a mistake: nothing is asked of the code, so
/// that nothing else is reported of it.
pub fn no<T>(_code: impl FnOnce() -> T) {}

/// `go!` with a value that the goroutine takes by name.
#[track_caller]
#[inline]
pub fn go1<A, F, T>(a: A, body: F) -> JoinHandle<T>
where
    A: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    F: FnOnce(A) -> T + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
    T: ResultOfGoroutine<F> + 'static,
{
    spawn(move || user_code::call1(body, a))
}

/// As [`go1`].
#[track_caller]
#[inline]
pub fn go2<A, B, F, T>(a: A, b: B, body: F) -> JoinHandle<T>
where
    A: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    B: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    F: FnOnce(A, B) -> T + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
    T: ResultOfGoroutine<F> + 'static,
{
    spawn(move || user_code::call2(body, a, b))
}

/// As [`go1`].
#[track_caller]
#[inline]
pub fn go3<A, B, C, F, T>(a: A, b: B, c: C, body: F) -> JoinHandle<T>
where
    A: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    B: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    C: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    F: FnOnce(A, B, C) -> T + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
    T: ResultOfGoroutine<F> + 'static,
{
    spawn(move || user_code::call3(body, a, b, c))
}

/// As [`go1`].
#[track_caller]
#[inline]
pub fn go4<A, B, C, D, F, T>(a: A, b: B, c: C, d: D, body: F) -> JoinHandle<T>
where
    A: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    B: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    C: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    D: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    F: FnOnce(A, B, C, D) -> T + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
    T: ResultOfGoroutine<F> + 'static,
{
    spawn(move || user_code::call4(body, a, b, c, d))
}

/// As [`go1`].
#[track_caller]
#[inline]
pub fn go5<A, B, C, D, E, F, T>(a: A, b: B, c: C, d: D, e: E, body: F) -> JoinHandle<T>
where
    A: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    B: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    C: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    D: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    E: MoveIntoGoroutine<F> + 'static, // may outlive its caller: move, share in an `Arc`, or borrow in a `scope`
    F: FnOnce(A, B, C, D, E) -> T + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
    T: ResultOfGoroutine<F> + 'static,
{
    spawn(move || user_code::call5(body, a, b, c, d, e))
}
