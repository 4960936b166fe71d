use goroutines::goroutine;

#[goroutine(deny)]
fn work() {}

fn main() {
    work();
}
