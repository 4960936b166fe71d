//! What the tests share: running one body on threads and on goroutines, a watchdog, and child programs.
//!
//! A test that makes sense on both is an ordinary function that takes a [`World`]; [`both!`] at the end of
//! its file makes two tests of it. A child program is run by [`child::Child`].

#![deny(unsafe_code)]

pub mod blocked;
pub mod child;
pub mod numbers;
pub mod process;
pub mod raw;
pub mod tally;

pub mod watchdog;
pub mod world;

pub use numbers::Numbers;
pub use watchdog::watch;
pub use world::{Handle, Scope, World};

use std::time::Duration;

/// A number of milliseconds.
pub const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// The stack of a goroutine that asks for none, as reports print it.
pub const DEFAULT_STACK: &str = if cfg!(debug_assertions) { "1 MiB" } else { "256 KiB" };

/// A quarter of the work in a debug build, so that the suite takes as long in both.
pub const fn sized(work: usize) -> usize {
    if cfg!(debug_assertions) { work / 4 } else { work }
}

/// Makes two tests of each function: one that runs it on plain threads, and one that runs it on goroutines.
#[macro_export]
macro_rules! both {
    ($($name:ident),+ $(,)?) => {
        mod on_threads {
            $(
                #[test]
                fn $name() {
                    $crate::World::Threads.run(stringify!($name), super::$name);
                }
            )+
        }
        mod on_goroutines {
            $(
                #[test]
                fn $name() {
                    $crate::World::Goroutines.run(stringify!($name), super::$name);
                }
            )+
        }
    };
}
