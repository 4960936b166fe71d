use goroutines::go;

fn main() {
    go!(goroutine(name = "x"), work());
}

fn work() {}
