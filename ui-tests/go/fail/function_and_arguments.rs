use goroutines::go;

fn main() {
    go!(work, 1);
}

fn work(_: u8) {}
