//! Buffers that are used again.

use goroutines::prelude::*;
use goroutines::sync::Pool;
use std::fmt::Write;

static BUFFERS: Pool<String> = Pool::new(new_buffer);

#[goroutine]
fn main() {
    for number in 1..=3 {
        let mut buffer = BUFFERS.get();
        buffer.clear(); // it comes back as it was left
        write!(buffer, "message {number}").unwrap();
        println!("{}", *buffer);
    }
}

fn new_buffer() -> String {
    println!("a new buffer");
    String::new()
}
