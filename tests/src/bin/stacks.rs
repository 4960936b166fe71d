//! Programs for the tests of stacks: those that end the process.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::goexit;
use std::env;
use std::hint::black_box;

#[goroutine]
fn main() {
    let handle = match env::args().nth(1).as_deref() {
        Some("large-frames") => go!(
            #[goroutine(name = "builder")]
            large_frames(0)
        ),
        Some("panic-during-goexit") => go!(|| {
            let _guard = Do(|| panic!("panic in a destructor"));
            goexit();
        }),
        Some("goexit-during-panic") => go!(|| {
            let _guard = Do(|| goexit());
            panic!("the panic that came first");
        }),
        other => panic!("no scenario {other:?}"),
    };
    let _ = handle.join();
}

/// Does something when it is dropped.
struct Do<F: FnMut()>(F);

impl<F: FnMut()> Drop for Do<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[expect(unconditional_recursion, reason = "it ends at the guard")]
#[inline(never)]
fn large_frames(level: u8) {
    let frame = black_box([level; 64 << 10]);
    large_frames(level.wrapping_add(frame[usize::from(level)]));
    black_box(&frame);
}
