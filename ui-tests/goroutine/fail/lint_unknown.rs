use goroutines::goroutine;

#[goroutine(allow(held_gard))]
fn work() {}

fn main() {
    work();
}
