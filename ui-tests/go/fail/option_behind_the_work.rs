use goroutines::go;

fn main() {
    go!(work(), stack_size = "1 MiB");
}

fn work() {}
