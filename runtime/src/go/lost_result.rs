//! What `#[goroutine]` and `go!` ask the compiler of a `go!` whose handle is dropped at once.
//!
//! The question is an expression of the type of the goroutine's result, in code that never runs: if that must be used, rustc
//! says so (macros: `lint/lost_result`). Nothing is inferred from it.

#![forbid(unsafe_code)]

use super::join::JoinHandle;
use super::scope::ScopedJoinHandle;

/// What a goroutine gives to whoever joins it.
#[doc(hidden)]
pub trait LostResult {
    type Result;

    fn lost_result(self) -> Self::Result;
}

impl<T> LostResult for JoinHandle<T> {
    type Result = T;

    fn lost_result(self) -> T {
        unreachable!("this only has a type")
    }
}

impl<T> LostResult for ScopedJoinHandle<'_, T> {
    type Result = T;

    fn lost_result(self) -> T {
        unreachable!("this only has a type")
    }
}

/// What has no result to be lost: a `go!` that gives no handle, or another macro of that name.
#[doc(hidden)]
pub trait NoHandle {
    fn lost_result(self);
}

impl<X: ?Sized> NoHandle for &X {
    fn lost_result(self) {}
}
