use goroutines::go;

fn main() {
    go!(work);
}

fn work() {}
