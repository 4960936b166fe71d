//! A program with a goroutine that reads from an address where nothing is.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let careless = go!(
        #[goroutine(name = "careless")]
        || {
            // SAFETY: there is none: this shows what happens then.
            unsafe { std::ptr::read_volatile(std::hint::black_box(0x18) as *const u64) }
        }
    );
    let _ = careless.join();
}
