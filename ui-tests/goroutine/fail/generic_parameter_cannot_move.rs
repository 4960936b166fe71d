use goroutines::goroutine;

#[goroutine]
fn work<T>(value: T) {
    drop(value);
}

fn main() {
    work(1);
}
