//! A library on top of goroutines, which its users need not know: it hands the macros on, under their own names and
//! another's, and calls them in macros of its own.

#![forbid(unsafe_code)]

pub use inner as goroutines;
pub use inner::channel::{self, select_biased};
pub use inner::{JoinHandle, Receiver, Sender, chan, go, go as start, goroutine, scope, select, select as first};

/// The shape that most libraries have: everything behind one module.
pub mod prelude {
    pub use inner::prelude::*;
}

/// Starts a goroutine that works on a value and sends what comes of it.
#[macro_export]
macro_rules! produce {
    ($tx:expr, $name:ident = $value:expr, $($body:tt)*) => {
        $crate::go!(|tx = $tx.clone(), $name = $value| tx.send({ $($body)* }).unwrap())
    };
}

/// A call in the caller's scope.
#[macro_export]
macro_rules! call_in {
    ($scope:expr, $($call:tt)*) => {
        $crate::start!(in $scope, $($call)*)
    };
}

/// What comes first.
#[macro_export]
macro_rules! either {
    ($left:expr, $right:expr, $seen:ident => $body:expr) => {
        $crate::select! {
            Ok($seen) = <-$left else { unreachable!() } => $body,
            $seen = <-$right => { let $seen = $seen.unwrap(); $body }
        }
    };
}

/// The first value, or what stands in for it.
#[macro_export]
macro_rules! now_or {
    ($rx:expr, $otherwise:expr) => {
        $crate::goroutines::select! { v = <-$rx => v.unwrap(), default => $otherwise }
    };
}

/// A function with checkpoints.
#[macro_export]
macro_rules! summing_function {
    ($name:ident) => {
        #[$crate::goroutine(crate = $crate::goroutines)]
        fn $name(numbers: Vec<u32>) -> u32 {
            let mut sum = 0;
            for number in numbers {
                sum += $crate::go!(|number| number).join().unwrap();
            }
            sum
        }
    };
}

/// A test in a goroutine.
#[macro_export]
macro_rules! goroutine_test {
    ($name:ident, $body:block) => {
        #[$crate::goroutine(crate = $crate::goroutines)]
        #[test]
        fn $name() $body
    };
}
