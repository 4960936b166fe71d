use goroutines::go;

fn main() {
    go!(fn() { work() });
}

fn work() {}
