//! A program whose allocator has deep frames, as jemalloc's are in a debug build: each call uses 40 KiB of stack.

use goroutines::Builder;
use goroutines::prelude::*;
use goroutines::time::sleep;
use goroutines_tests::ms;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::RefCell;
use std::env;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::panic::catch_unwind;
use std::time::Duration;

struct Deep;

/// Touches the lowest and the highest byte of so much stack.
#[inline(never)]
fn deep() {
    const FRAME: usize = 40 << 10;
    let mut frame = MaybeUninit::<[u8; FRAME]>::uninit();
    let bytes = black_box(frame.as_mut_ptr()).cast::<u8>();
    // SAFETY: both bytes are in the frame.
    unsafe {
        bytes.write_volatile(1);
        bytes.add(FRAME - 1).write_volatile(1);
    }
}

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Deep {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        deep();
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        deep();
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Deep = Deep;

/// Allocates when it is dropped, on whatever stack that is.
struct Careless(Vec<u8>);

impl Drop for Careless {
    fn drop(&mut self) {
        black_box(self.0.clone());
    }
}

#[goroutine]
fn main() {
    thread_local!(static KEPT: RefCell<Vec<Careless>> = const { RefCell::new(Vec::new()) });
    let careless = || Careless(vec![1; 100]);
    let scenario = env::args().nth(1);
    // The smallest stack, which allocates, panics and ends with values to be dropped.
    let small = || Builder::new().stack_size(1);
    for round in 0..20 {
        let (tx, rx) = chan(0);
        let (kept, lent) = (careless(), careless());
        let sender = small()
            .spawn(move || {
                let _kept = kept;
                KEPT.with_borrow_mut(|kept| kept.push(lent));
                assert!(catch_unwind(|| panic!("in round {round}")).is_err());
                tx.send(Careless(vec![1; 100])).unwrap();
                sleep(Duration::from_micros(10));
                Careless(vec![2; 100])
            })
            .unwrap();
        assert_eq!(rx.recv().unwrap().0.len(), 100);
        if round % 2 == 0 {
            // Else its result is dropped where it ends.
            assert_eq!(sender.join().unwrap().0.len(), 100);
        }
    }
    assert_eq!(goroutines::blocking(|| vec![1; 100]).len(), 100);
    let (tx, rx) = chan(1);
    let _timer = goroutines::time::Timer::after_func(ms(1), move || tx.send(careless()).unwrap());
    rx.recv().unwrap();
    if scenario.as_deref() == Some("exit") {
        // The destructors of a worker's locals run on the stack of this goroutine.
        go!(std::process::exit(3)).join().unwrap();
    }
    println!("all have run");
}
