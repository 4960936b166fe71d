use goroutines::goroutine;

#[goroutine(max_procs = 4, max_procs = 5)]
fn main() {}
