use goroutines::goroutine;

#[goroutine]
const fn add(a: u8, b: u8) -> u8 {
    a + b
}

const THREE: u8 = add(1, 2);

fn main() {
    let _ = THREE;
}
