use goroutines::go;

fn main() {
    go!(name = "x", work());
}

fn work() {}
