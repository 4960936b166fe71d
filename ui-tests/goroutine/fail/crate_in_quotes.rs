use goroutines::goroutine;

#[goroutine(crate = "goroutines")]
fn main() {}
