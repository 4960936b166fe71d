use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    go!(work(1)?);
}
