use goroutines::goroutine;

#[goroutine(max_procs = "four")]
fn main() {}
