use goroutines::goroutine;

#[goroutine(panic = "unwind")]
fn main() {}
