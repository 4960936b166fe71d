use goroutines::goroutine;

#[goroutine(stack_size = "256 kb")]
fn main() {}
