use goroutines::goroutine;

#[goroutine(max_procs = 4)]
fn work() {}

fn main() {
    work();
}
