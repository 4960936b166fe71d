use goroutines::go;

fn main() {
    go!(work, make());
}

fn make() -> u8 {
    1
}

fn work(_: u8) {}
