use goroutines::prelude::*;

#[goroutine(deny(captured_loop_variable))]
fn main() {
    for i in 0..3 {
        go! {
            println!("{i}");
        }
    }
}
