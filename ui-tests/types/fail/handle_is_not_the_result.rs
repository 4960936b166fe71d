use goroutines::go;

fn sum(a: u8, b: u8) -> u8 {
    a + b
}

fn main() {
    let total: u8 = go!(sum(1, 2));
    println!("{total}");
}
