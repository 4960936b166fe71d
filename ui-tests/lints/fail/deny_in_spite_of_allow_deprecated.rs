use goroutines::prelude::*;

#[goroutine(deny(captured_loop_variable))]
fn main() {
    let mut n = 0;
    #[allow(deprecated)]
    for _ in 0..3 {
        go!(|| println!("{}", n));
        n += 1;
    }
}
