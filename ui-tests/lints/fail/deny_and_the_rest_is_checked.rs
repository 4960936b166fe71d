use goroutines::prelude::*;

#[goroutine(deny(blocking_call))]
fn main() {
    let n: u32 = "three";
    loop {
        go! {
            std::thread::park();
        }
        println!("{n}");
    }
}
