use goroutines::go;

fn main() {
    let (a, b) = (1, 2);
    go!(|(a, b)| work(a + b));
}

fn work(_: u8) {}
