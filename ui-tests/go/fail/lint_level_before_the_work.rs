use goroutines::go;

fn main() {
    go!(allow(held_guard), work());
}

fn work() {}
