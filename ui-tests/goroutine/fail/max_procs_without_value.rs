use goroutines::goroutine;

#[goroutine(max_procs)]
fn main() {}
