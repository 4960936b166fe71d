//! A library replaces the panic hook; a hook around its own names the goroutine again.

use goroutines::prelude::*;
use goroutines::runtime;
use std::panic;

/// Stands for `color_eyre::install` and its like.
fn library_installs_its_hook() {
    panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("something else");
        eprintln!("the application panicked: {message}");
    }));
}

#[goroutine]
fn main() {
    library_installs_its_hook();
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        eprintln!("{}:", runtime::current());
        hook(info);
    }));
    let handle = go!(
        #[goroutine(name = "divider")]
        divide(1, 0)
    );
    assert!(handle.join().is_err());
}

fn divide(a: i32, b: i32) -> i32 {
    a / b
}
