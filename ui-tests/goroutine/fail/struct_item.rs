use goroutines::goroutine;

#[goroutine]
struct Server;

fn main() {}
