use goroutines::goroutine;

#[goroutine(max_procs = 0, stack = 5, panic = "abort")]
fn main() {}
