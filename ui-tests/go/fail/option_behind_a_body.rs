use goroutines::go;

fn main() {
    go!(|| work(), checkpoints = false);
}

fn work() {}
