use goroutines::go;

fn main() {
    go!(work(1), work(2),);
}

fn work(_: u8) {}
