use goroutines::go;

fn main() {
    go!("worker", work());
}

fn work() {}
