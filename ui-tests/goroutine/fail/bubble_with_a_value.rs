use goroutines::goroutine;

#[goroutine(bubble = true)]
#[test]
fn waits() {}

fn main() {}
