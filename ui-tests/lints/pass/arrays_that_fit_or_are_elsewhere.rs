#![deny(deprecated)]

use goroutines::prelude::*;

const LARGE: usize = 8 << 20;

/// May be called from any stack.
#[goroutine]
fn fill() -> u8 {
    let bytes = [1u8; 1 << 20];
    bytes[bytes.len() / 2]
}

#[goroutine]
fn main() {
    let own = [0u8; 1 << 20];
    println!("{}", own.len());
    let small = go!(|| [0u8; 4096].len());
    let asked_for = go!(
        #[goroutine(stack_size = "8 MiB")]
        {
            let bytes = [0u8; 1 << 20];
            bytes.len()
        }
    );
    let computed = go!(
        #[goroutine(stack_size = LARGE)]
        {
            let bytes = [0u8; 1 << 20];
            bytes.len()
        }
    );
    let promoted = go! {
        let bytes: &[u8] = &[0u8; 1 << 20];
        bytes.len()
    };
    let of_the_program = go! {
        static BYTES: [u8; 1 << 20] = [0; 1 << 20];
        BYTES.len()
    };
    let on_another_stack = go!(|| goroutines::blocking(|| fill()));
    let lengths = [small, asked_for, computed, promoted, of_the_program];
    println!("{:?}", lengths.map(|handle| handle.join().unwrap()));
    println!("{}", on_another_stack.join().unwrap());
}
