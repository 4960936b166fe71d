use goroutines::go;

fn main() {
    go!(|| move || work());
}

fn work() {}
