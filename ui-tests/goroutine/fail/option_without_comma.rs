use goroutines::goroutine;

#[goroutine(max_procs = 4; panic = "abort")]
fn main() {}
