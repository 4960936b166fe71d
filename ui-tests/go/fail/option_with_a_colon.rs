use goroutines::go;

fn main() {
    go!(stack_size: 1 << 20, work());
}

fn work() {}
