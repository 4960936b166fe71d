use goroutines::go;

fn main() {
    go!(let n = work());
}

fn work() {}
