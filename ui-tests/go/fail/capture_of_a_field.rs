use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    let pair = (1, 2);
    go!(|pair.0| work(pair));
}
