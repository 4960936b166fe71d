use goroutines::go;

fn main() {
    let lock = Lock;
    go!(|clone lock| drop(lock));
}

struct Lock;
