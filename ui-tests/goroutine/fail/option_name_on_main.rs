use goroutines::goroutine;

#[goroutine(name = "main")]
fn main() {}
