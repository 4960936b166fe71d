use goroutines::goroutine;

#[goroutine(max_proc = 4)]
fn main() {}
