use goroutines::go;

fn main() {
    go!(|n| work(n), 5);
}

fn work(_: u8) {}
