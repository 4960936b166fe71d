use goroutines::goroutine;

#[goroutine]
#[goroutine(checkpoints = false)]
fn work() {}

fn main() {
    work();
}
