use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    let (a, b) = (1, 2);
    go!(|a b| work(a + b));
}
