use goroutines::goroutine;

#[goroutine]
fn add(a u8, b: u8) -> u8 {
    a + b
}

fn main() {}
