use goroutines::go;

fn main() {
    let pool = Pool;
    go!(in pool, work());
}

struct Pool;

fn work() {}
