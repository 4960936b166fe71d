use goroutines::goroutine;

#[goroutine(max_procs = 0)]
fn main() {}
