use goroutines::go;

fn main() {
    go!(|_| work());
}

fn work() {}
