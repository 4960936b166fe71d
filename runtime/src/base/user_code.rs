//! Where a stack is the user's: backtraces end at the function that is called here, as those of std's threads end at
//! `main` or a thread's closure.
//!
//! std leaves out of a panic's backtrace what is outside of a function whose symbol contains
//! `__rust_begin_short_backtrace`, and so do the reports of goroutines that wait (`watch/stacks`). A symbol is there also
//! where debug information is not, which is so in cargo's release profile. `RUST_BACKTRACE=full` shows everything.

#![forbid(unsafe_code)]

use std::hint::black_box;

/// The part of a symbol that std looks for.
pub(crate) const MARK: &str = "__rust_begin_short_backtrace";

/// Functions that call one of the user's with so many arguments.
macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ident),*);)*) => {
        $(
            $(#[$doc])*
            #[inline]
            pub(crate) fn $name<F: FnOnce($($type),*) -> T, $($type,)* T>(f: F, $($argument: $type),*) -> T {
                #[inline(never)]
                fn __rust_begin_short_backtrace<F: FnOnce($($type),*) -> T, $($type,)* T>(
                    f: F,
                    $($argument: $type),*
                ) -> T {
                    let result = f($($argument),*);
                    // So that the call is not the last thing that is done, which would leave no frame of this function.
                    black_box(());
                    result
                }
                __rust_begin_short_backtrace(f, $($argument),*)
            }
        )*
    };
}

calls! {
    /// Calls a function of the user's.
    call();
    /// As [`call`], with an argument; so are the others.
    call1(a: A);
    call2(a: A, b: B);
    call3(a: A, b: B, c: C);
    call4(a: A, b: B, c: C, d: D);
    call5(a: A, b: B, c: C, d: D, e: E);
}
