//! Programs for the tests of stacks: those that end the process.

use goroutines::prelude::*;
use goroutines::runtime::goexit;
use std::alloc::{GlobalAlloc, Layout, System};
use std::env;
use std::hint::black_box;

#[goroutine]
fn main() {
    let handle = match env::args().nth(1).as_deref() {
        Some("large-frames") => go!(
            #[goroutine(name = "builder")]
            large_frames(0)
        ),
        Some("in-turn") => go!(large(0)),
        Some("in-main") => return large_frames(0),
        Some("in-the-allocator") => go!(drop(black_box(Vec::<u8>::with_capacity(TOO_DEEP)))),
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

/// Two functions that call each other.
#[inline(never)]
fn large(level: u8) {
    let frame = black_box([level; 8 << 10]);
    small(frame[usize::from(level)].wrapping_add(1));
    black_box(&frame);
}

#[inline(never)]
fn small(level: u8) {
    large(level);
    black_box(level);
}

/// To allocate so many bytes overflows the stack.
const TOO_DEEP: usize = 123_457;

struct Recursive;

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Recursive {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.size() == TOO_DEEP {
            large_frames(0);
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Recursive = Recursive;
