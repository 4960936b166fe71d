//! The procedural macros of the `goroutines` crate.
