//! What a value initialises is initialised in its arm alone.

#![deny(warnings)]

use goroutines::channel::{bounded, select};
use goroutines::context::Context;

fn main() {
    let (t, r) = bounded::<u8>(1);
    let ctx = Context::background();
    for _ in 0..2 {
        let x;
        let y: String;
        select! {
            send(t, { x = 3; x }) -> _ => {
                y = "sent".into();
                println!("{x} {y}")
            }
            recv(r) -> _ => { x = 4; println!("{x}") }
            <-ctx.done() => {
                x = 5;
                y = String::new();
                println!("{x} {y}")
            }
        }
        println!("{x}");
    }
}
