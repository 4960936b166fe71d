use goroutines::goroutine;

#[goroutine]
unsafe fn main() {}
