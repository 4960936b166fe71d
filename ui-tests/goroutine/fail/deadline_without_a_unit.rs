use goroutines::goroutine;

#[goroutine(deadline = "10")]
#[test]
fn unit() {}

#[goroutine(deadline = 10)]
#[test]
fn number() {}

fn main() {}
