//! What `go!(in …)` starts goroutines in: scopes, groups, and types of the user's.

#![forbid(unsafe_code)]

use super::builder::{Builder, started};
use super::movable::ResultOfGoroutine;
use super::scope::{Scope, ScopedJoinHandle};
use crate::base::user_code;
use crate::locks::WaitGroup;
use std::rc::Rc;
use std::sync::Arc;

/// A place for goroutines: what may stand after `in` in [`go!`](crate::go!).
///
/// A [`Scope`] is one, a [`WaitGroup`](crate::sync::WaitGroup) (which counts the goroutine before it starts, and counts it
/// off when it ends, also by a panic) and an [`ErrGroup`](crate::sync::ErrGroup) (whose bodies give a `Result`). A type of
/// your own becomes one by implementing the trait for a reference to it; references, `Arc`s, `Rc`s and `Box`es of it then
/// are places too.
///
/// `F` is the closure that `go!` makes of its body. Its bounds say what the place takes: whether a body may borrow, and
/// what it must give.
///
/// ```
/// use goroutines::prelude::*;
/// use goroutines::sync::atomic::{AtomicUsize, Ordering};
/// use goroutines::{Builder, GoIn, JoinHandle};
///
/// /// Counts what it has started.
/// #[derive(Default)]
/// struct Counted(AtomicUsize);
///
/// impl<F: FnOnce() -> u32 + Send + 'static> GoIn<F> for &Counted {
///     type Handle = JoinHandle<u32>;
///
///     fn go_in(self, builder: Builder, body: F) -> JoinHandle<u32> {
///         self.0.fetch_add(1, Ordering::Relaxed);
///         builder.spawn(body).expect("an ordinary stack can be had")
///     }
/// }
///
/// let counted = Counted::default();
/// let n = 20;
/// let handle = go!(#[goroutine(name = "twice")] in counted, |n| n * 2);
/// assert_eq!(handle.join().unwrap(), 40);
/// assert_eq!(counted.0.into_inner(), 1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`go!` cannot start a goroutine in `{Self}`",
    label = "no scope and no group",
    note = "after `in` stands a `Scope`, a `WaitGroup`, an `ErrGroup`, or a type for which you implement `GoIn`, by reference: \
            `impl<F: FnOnce() + Send + 'static> GoIn<F> for &Pool`"
)]
pub trait GoIn<F> {
    /// What `go!` gives: a handle, or nothing.
    type Handle;

    /// Starts a goroutine that runs `body`. The builder has the options of the `go!`.
    ///
    /// Say `#[track_caller]` on it, and reports name the `go!` as the place where the goroutine was started.
    fn go_in(self, builder: Builder, body: F) -> Self::Handle;
}

impl<'scope, F, T> GoIn<F> for &'scope Scope<'scope, '_>
where
    F: FnOnce() -> T + Send + 'scope, // any thread, until the scope ends: `Arc` for `Rc`
    T: ResultOfGoroutine<F> + 'scope,
{
    type Handle = ScopedJoinHandle<'scope, T>;

    #[track_caller]
    fn go_in(self, builder: Builder, body: F) -> ScopedJoinHandle<'scope, T> {
        started(builder.spawn_scoped(self, body))
    }
}

/// No handle: `wait` is there for all of them.
impl<F> GoIn<F> for &WaitGroup
where
    F: FnOnce() + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
{
    type Handle = ();

    #[track_caller]
    fn go_in(self, builder: Builder, body: F) {
        self.add(1);
        // Whatever becomes of the goroutine, it counts itself off.
        let member = scopeguard::guard(self.clone(), |group| group.done());
        started(builder.spawn_detached(move || {
            let _member = member;
            user_code::call(body);
        }));
    }
}

#[diagnostic::do_not_recommend]
impl<'place, P: ?Sized, F> GoIn<F> for &&'place P
where
    &'place P: GoIn<F>,
{
    type Handle = <&'place P as GoIn<F>>::Handle;

    #[track_caller]
    fn go_in(self, builder: Builder, body: F) -> Self::Handle {
        GoIn::go_in(*self, builder, body)
    }
}

macro_rules! through_pointers {
    ($($pointer:ident),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<'place, P: ?Sized, F> GoIn<F> for &'place $pointer<P>
        where
            &'place P: GoIn<F>,
        {
            type Handle = <&'place P as GoIn<F>>::Handle;

            #[track_caller]
            fn go_in(self, builder: Builder, body: F) -> Self::Handle {
                GoIn::go_in(&**self, builder, body)
            }
        }
    )*};
}

through_pointers!(Arc, Rc, Box);
