//! The value of a `go!`: its handle, or nothing.
//!
//! `go! { … }` in braces is a statement that needs no semicolon, which in Rust must have the type `()`; `let h = go!(…)` is
//! a handle, and so is a `go! { … }` at the end of a block that is to give one. A macro cannot see which of these it is, but
//! the tokens that it leaves are read in two ways:
//!
//! ```text
//! {} - started(handle, 0)      in an expression a difference, () - started(…):  the handle
//!                              as a statement two, {} and -started(…):           what is wanted of the last one
//! ```
//!
//! What is wanted is found by inference: `-` gives an `R` with `Asked<N>: Gives<H, R>`, where `N` is the type of the
//! literal. If something asks for `()` or for the handle, one of the two implementations fits. If nothing asks (the block
//! is a closure's, whose result nobody looks at), rustc takes `i32` for the literal in the end, and with it `()`.
//!
//! Rejected: a semicolon behind the handle, which rustc passes over in an expression (a `go!` at the end of a block was
//! `()` then, and the error said nothing of why).

#![forbid(unsafe_code)]

use std::marker::PhantomData;
use std::ops::{Neg, Sub};

/// What a `go!` has started, on its way to become a value.
pub struct Started<H, N, R> {
    handle: H,
    value: PhantomData<fn(N) -> R>,
}

/// A handle, and the literal that decides when nothing else does.
#[inline]
pub fn started<H, N, R>(handle: H, _otherwise: N) -> Started<H, N, R> {
    Started { handle, value: PhantomData }
}

/// In an expression.
impl<H> Sub<Started<H, i32, ()>> for () {
    type Output = H;

    #[inline]
    fn sub(self, started: Started<H, i32, ()>) -> H {
        started.handle
    }
}

/// As a statement, or at the end of a block.
impl<H, N, R> Neg for Started<H, N, R>
where
    Asked<N>: Gives<H, R>,
{
    type Output = R;

    #[inline]
    fn neg(self) -> R {
        Asked::<N>::give(self.handle)
    }
}

/// What is asked of a `go!` at the end of a block.
pub struct Asked<N>(PhantomData<N>);

/// That a `go!` with the handle `H` gives an `R`.
#[diagnostic::on_unimplemented(
    message = "this `go!` gives a `{H}`, or nothing: `{R}` is wanted here",
    label = "no `{R}`",
    note = "`join` waits for the goroutine and gives what it has found: `go!(…).join()`"
)]
pub trait Gives<H, R> {
    /// Makes the one of the other.
    fn give(handle: H) -> R;
}

/// Nothing: the goroutine goes on.
#[diagnostic::do_not_recommend]
impl<H> Gives<H, ()> for Asked<i32> {
    #[inline]
    fn give(_handle: H) {}
}

/// The handle.
#[diagnostic::do_not_recommend]
impl<H> Gives<H, H> for Asked<u8> {
    #[inline]
    fn give(handle: H) -> H {
        handle
    }
}
