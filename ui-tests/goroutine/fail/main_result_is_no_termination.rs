use goroutines::goroutine;

#[goroutine]
fn main() -> Vec<u8> {
    Vec::new()
}
