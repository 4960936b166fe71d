use goroutines::goroutine;

#[goroutine("256 KiB")]
fn main() {}
