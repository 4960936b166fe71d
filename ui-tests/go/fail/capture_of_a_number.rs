use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    go!(|1| work(1));
}
