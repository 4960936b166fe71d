use goroutines::goroutine;

#[goroutine(crate = std)]
fn main() {}
