use goroutines::go;

fn main() {
    go!(async { work() });
}

fn work() {}
