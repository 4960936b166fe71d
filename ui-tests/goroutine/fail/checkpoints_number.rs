use goroutines::goroutine;

#[goroutine(checkpoints = 0)]
fn work() {}

fn main() {
    work();
}
