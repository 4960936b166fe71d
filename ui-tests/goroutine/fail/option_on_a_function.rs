use goroutines::goroutine;

#[goroutine(name = "worker")]
fn work() {}

fn main() {
    work();
}
