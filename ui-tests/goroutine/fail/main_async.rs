use goroutines::goroutine;

#[goroutine]
async fn main() {}
